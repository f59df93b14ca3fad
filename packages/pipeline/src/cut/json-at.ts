import type { Scanner } from './cutter.ts'
import { mostNameBytes, nameOf } from './field-name.ts'
import { scanJsonValues } from './json-values.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'
import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  openBrace,
  openBracket,
  quote,
} from '../record/json-bytes.ts'

/** A container on the way to the records. */
interface Step {
  isList: boolean
  /** Of the value under way, in a list. */
  index: number
  /** Of the value under way, in an object; its bytes as they stand, escapes included, while it is read. */
  name: number[]
  isNamed: boolean
}

/**
 * The elements of the list that a JSON Pointer (RFC 6901) points to, in each of the values that follow each other. All else
 * is passed over, by its brackets and strings alone.
 */
export function scanJsonAt(pointer: string, writer: SliceWriter): Scanner {
  const tokens = pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  const records = scanJsonValues(writer)
  const steps: Step[] = []
  let depth = 0
  let inString = false
  let inName = false
  let escaped = false
  let inRecords = false
  let found = false

  /** Whether the value that begins here is the next one on the way. */
  function isOnTheWay(): boolean {
    if (depth !== steps.length) return false
    const step = steps.at(-1)
    if (!step) return true
    const token = tokens[steps.length - 1]
    return step.isList ? token === String(step.index) : step.isNamed && token === nameOf(step.name)
  }

  function open(byte: number): void {
    if (isOnTheWay()) {
      const isList = byte === openBracket
      if (steps.length === tokens.length) inRecords = isList
      else steps.push({ isList, index: 0, name: [], isNamed: false })
    }
    depth++
  }

  function close(): void {
    depth--
    if (depth < steps.length) steps.length = Math.max(0, depth)
  }

  function scanString(byte: number): void {
    if (!escaped && byte === quote) inString = inName = false
    else if (inName && steps.at(-1)!.name.length < mostNameBytes) steps.at(-1)!.name.push(byte)
    escaped = !escaped && byte === backslash
  }

  /** Anything outside strings. */
  function scan(byte: number): void {
    const step = depth === steps.length ? steps.at(-1) : undefined
    if (byte === quote) {
      inString = true
      inName = step !== undefined && !step.isList && !step.isNamed
      if (inName) step!.name = []
    } else if (byte === openBrace || byte === openBracket) open(byte)
    else if (byte === closeBrace || byte === closeBracket) close()
    else if (step && byte === colon) step.isNamed = true
    else if (step && byte === comma) {
      step.index++
      step.isNamed = false
    }
  }

  return {
    push(bytes, at) {
      let start = 0
      for (let i = 0; i < bytes.length; i++) {
        const byte = bytes[i]!
        const [was, before] = [inRecords, depth]
        if (inString) scanString(byte)
        else scan(byte)
        if (!was && inRecords) start = i
        // Its own closing bracket brings it back to where its list began.
        if (was && depth < before && depth === tokens.length) {
          records.push(bytes.subarray(start, i + 1), at + start)
          inRecords = false
          found = true
        }
      }
      if (inRecords) records.push(bytes.subarray(start), at + start)
    },
    end() {
      records.end()
      if (!found) throw malformedInput(`There is no list of records at ${pointer}`)
      if (depth > 0) throw malformedInput('The input ends in the middle of a value')
    },
  }
}
