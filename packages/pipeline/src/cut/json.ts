import type { CutLimits, Scanner } from './cutter.ts'
import { isSpace } from './is-space.ts'
import { scanJsonValues } from './json-values.ts'
import { scanLines } from './lines.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'
import { backslash, closeBrace, closeBracket, lineFeed, openBrace, openBracket, quote } from '../record/json-bytes.ts'

/** What a JSON scalar may start with: a string, a number, true, false, null. */
const scalarStart = /^["\-0-9tfn]/

/** How far it is looked whether each line is a value: the same bytes are read in the same way, however they come. */
const lookBytes = 64 * 1024

/**
 * JSON in the forms people send it: values one after another, arrays among them, however the lines fall. When each line is
 * whole by itself, as far as it is looked, it is NDJSON, of which a broken line costs only itself. A scalar at the
 * beginning starts NDJSON too, and is refused later.
 */
export function scanJson(limits: CutLimits, writer: SliceWriter): Scanner {
  let scanner: Scanner | undefined
  let head = new Uint8Array(0)
  let headAt = 0
  let headLine = 1

  function decide(kind: 'lines' | 'values'): void {
    writer.describe({ placedBy: kind === 'lines' ? { unit: 'line' } : { unit: 'byte' } })
    scanner = kind === 'lines' ? scanLines(limits, writer, headLine) : scanJsonValues(writer)
    scanner.push(head, headAt)
    head = head.subarray(0, 0)
  }

  function look(ended: boolean): void {
    const first = head[0]
    if (first === undefined) return
    if (first === openBracket) return decide('values')
    if (first !== openBrace) {
      if (!scalarStart.test(String.fromCharCode(first))) throw malformedInput('Expected JSON', headAt)
      return decide('lines')
    }
    // Never by more than that, though there may be more: how much is at hand depends on how the bytes come.
    const seen = head.subarray(0, limits.maxRecordBytes + 1)
    const lineEnd = seen.indexOf(lineFeed)
    if (lineEnd < 0) {
      if (!ended && seen.length <= limits.maxRecordBytes) return
      return decide(isWholeValue(seen) ? 'lines' : 'values')
    }
    if (!isWholeValue(seen.subarray(0, lineEnd))) return decide('values')
    const most = Math.max(lineEnd + 1, lookBytes)
    if (!ended && head.length < most) return
    decide(areLines(head.subarray(lineEnd + 1, most)) ? 'lines' : 'values')
  }

  return {
    push(bytes, at) {
      if (scanner) return scanner.push(bytes, at)
      let start = 0
      if (head.length === 0) {
        for (; start < bytes.length && isSpace(bytes[start]); start++) if (bytes[start] === lineFeed) headLine++
        headAt = at + start
      }
      head = join(head, bytes.subarray(start))
      look(false)
    },
    end() {
      if (!scanner) look(true)
      scanner?.end()
    },
  }
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}

/** Whether no value shares its line or goes on beyond it. A line that is broken is one, too. */
function areLines(bytes: Uint8Array): boolean {
  for (let start = 0, end = bytes.indexOf(lineFeed); end >= 0; start = end + 1, end = bytes.indexOf(lineFeed, start)) {
    if (bytes[start] === openBrace && !isWholeValue(bytes.subarray(start, end))) return !isJson(valueAt(bytes, start))
  }
  return true
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes))
    return true
  } catch {
    return false
  }
}

/** Whether one value, by its brackets, fills the line. */
function isWholeValue(line: Uint8Array): boolean {
  const { length } = valueAt(line, 0)
  return length > 0 && line.subarray(length).every(isSpace)
}

/** The bytes of the value that begins there, by its brackets; none when it does not end. */
function valueAt(bytes: Uint8Array, start: number): Uint8Array {
  let depth = 0
  let inString = false
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (inString) {
      if (byte === backslash) i++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === openBrace || byte === openBracket) depth++
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return bytes.subarray(start, i + 1)
  }
  return bytes.subarray(0, 0)
}
