import { isNothing } from './payload-value.ts'
import {
  backslash,
  closeBrace,
  closeBracket,
  comma,
  lineFeed,
  openBrace,
  openBracket,
  quote,
} from '../record/json-bytes.ts'

const tab = 9

/**
 * A payload as NDJSON: one record, or the elements of a list, each as it was sent. Line feeds become tabs; between what JSON
 * is made of they mean the same.
 * @param payload JSON, checked
 * @returns no bytes when it holds no record
 */
export function payloadLines(payload: Uint8Array): Uint8Array {
  if (isNothing(payload)) return new Uint8Array(0)
  if (payload[0] !== openBracket) return linesOf(payload, 0, payload.length)
  return linesOf(payload, 1, payload.length - 1)
}

function linesOf(payload: Uint8Array, start: number, end: number): Uint8Array {
  const lines = new Uint8Array(end - start + 1)
  lines.set(payload.subarray(start, end))
  lines[end - start] = lineFeed
  let depth = 0
  for (let i = 0; i < end - start; i++) {
    const byte = lines[i]
    if (byte === quote) i = closingQuote(lines, i)
    else if (byte === lineFeed) lines[i] = tab
    else if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) depth--
    // Of a record that stands alone, all commas are within it.
    else if (byte === comma && depth === 0) lines[i] = lineFeed
  }
  return lines
}

function closingQuote(bytes: Uint8Array, at: number): number {
  let i = at + 1
  while (bytes[i] !== quote) i += bytes[i] === backslash ? 2 : 1
  return i
}
