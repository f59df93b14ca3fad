import { Fault } from '../record/fault.ts'
import { decodeText, originalOf } from './decode-text.ts'
import { parseJson } from './parse-json.ts'
import type { Records } from './records.ts'

export function ndjsonRecords(body: Uint8Array): Records {
  const lines = decodeText(body, splitLines)
  return {
    length: lines.length,
    read(index) {
      const line = lines[index]!
      return typeof line === 'string' ? parseJson(line) : new Fault('malformed-record', 'Not valid UTF-8')
    },
    original(index) {
      const line = lines[index]!
      return originalOf(typeof line === 'string' ? line.trim() : line)
    },
  }
}

/** Every line of a body ends with a line feed. */
function splitLines(text: string): string[] {
  const lines = text.split('\n')
  lines.pop()
  return lines
}
