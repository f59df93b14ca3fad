import type { CutLimits, Scanner } from './cutter.ts'
import { isSpace } from './is-space.ts'
import { scanJsonValues } from './json-values.ts'
import { scanLines } from './lines.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'

const lineFeed = 10
const quote = 34
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const closeBrace = 125
/** What a JSON scalar may start with: a string, a number, true, false, null. */
const scalarStart = /^["\-0-9tfn]/

/**
 * JSON in the forms people send it. `[` starts an array of records. `{` starts NDJSON when the first line is whole by
 * itself, else objects that follow each other over any number of lines. A scalar starts NDJSON too, and is refused later.
 */
export function scanJson(limits: CutLimits, writer: SliceWriter): Scanner {
  let scanner: Scanner | undefined
  let head = new Uint8Array(0)
  let headAt = 0

  function decide(kind: 'lines' | 'array' | 'sequence'): void {
    scanner = kind === 'lines' ? scanLines(limits, writer) : scanJsonValues(writer, kind)
    scanner.push(head, headAt)
    head = head.subarray(0, 0)
  }

  function look(ended: boolean): void {
    const first = head[0]
    if (first === undefined) return
    if (first === openBracket) return decide('array')
    if (first !== openBrace) {
      if (!scalarStart.test(String.fromCharCode(first))) throw malformedInput('Expected JSON', headAt)
      return decide('lines')
    }
    // Never by more than that, though there may be more: how much is at hand depends on how the bytes come.
    const seen = head.subarray(0, limits.maxRecordBytes + 1)
    const lineEnd = seen.indexOf(lineFeed)
    if (lineEnd < 0 && !ended && seen.length <= limits.maxRecordBytes) return
    decide(isWholeValue(lineEnd < 0 ? seen : seen.subarray(0, lineEnd)) ? 'lines' : 'sequence')
  }

  return {
    push(bytes, at) {
      if (scanner) return scanner.push(bytes, at)
      let start = 0
      if (head.length === 0) {
        while (start < bytes.length && isSpace(bytes[start])) start++
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

/** Whether one value, by its brackets, fills the line. */
function isWholeValue(line: Uint8Array): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < line.length; i++) {
    const byte = line[i]!
    if (inString) {
      if (byte === backslash) i++
      else if (byte === quote) inString = false
    } else if (byte === quote) inString = true
    else if (byte === openBrace || byte === openBracket) depth++
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return line.subarray(i + 1).every(isSpace)
  }
  return false
}
