import type { ProblemError } from '@syndicate/contracts'
import type { Scanner } from './cutter.ts'
import { isSpace } from './is-space.ts'
import { malformedBehind } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'
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

/**
 * Cuts JSON at its structure: values that follow each other, and the elements of arrays among them, which may end with a comma.
 *
 * It knows strings and nesting and nothing else: what is wrong inside a value is found when the value is parsed,
 * and costs that record only. Depth is a counter, not a stack, so nesting costs no memory here.
 */
export function scanJsonValues(writer: SliceWriter): Scanner {
  let depth = 0
  let inString = false
  let escaped = false
  let inValue = false
  let inArray = false
  /** What stands where a value should begin, outside an array: a record of its own up to its line's end, which is refused. */
  let inStray = false
  let expecting: 'any' | 'first' | 'value' | 'separator' = 'any'
  let records = 0
  let begin = 0
  let lastEnd = 0
  let seen = 0

  /** Scans the value under way from `start` to its end or the end of the bytes; returns where it stopped. */
  function scanValue(bytes: Uint8Array, start: number): number {
    const end = bytes.length
    // Locals, because variables of the closure cost this loop a third of its speed.
    let level = depth
    let i = start
    if (inString) i = skipString(bytes, start)
    while (i < end) {
      const byte = bytes[i]!
      if (byte === quote) {
        i = skipString(bytes, i + 1)
        continue
      }
      if (byte === openBrace || byte === openBracket) level++
      else if (byte === closeBrace || byte === closeBracket) {
        if (level === 0) break
        if (--level === 0 && !inArray) {
          inValue = false
          i++
          break
        }
      } else if (byte === comma && level === 0) break
      i++
    }
    depth = level
    return i
  }

  /** Returns where the string that `from` is in has ended, or the end of the bytes. */
  function skipString(bytes: Uint8Array, from: number): number {
    const end = bytes.length
    let i = escaped ? from + 1 : from
    while (i < end) {
      const byte = bytes[i]!
      if (byte === quote) break
      i += byte === backslash ? 2 : 1
    }
    inString = i >= end
    escaped = i > end
    return inString ? end : i + 1
  }

  /** Returns where what is no value ends: at a line feed or the next value, or the end of the bytes. */
  function skipStray(bytes: Uint8Array, from: number): number {
    let i = from
    while (i < bytes.length && bytes[i] !== lineFeed && bytes[i] !== openBrace && bytes[i] !== openBracket) i++
    inValue = i === bytes.length
    return i
  }

  /** Handles the byte between values and returns whether a value starts with it. */
  function startsValue(byte: number, at: number): boolean {
    if (isSpace(byte)) return false
    if (expecting === 'any' ? byte === openBracket : byte === closeBracket) {
      inArray = byte === openBracket
      expecting = inArray ? 'first' : 'any'
      return false
    }
    if (expecting === 'separator') {
      if (byte !== comma) throw malformed('Expected a comma or the end of the array', at)
      expecting = 'value'
      return false
    }
    if (byte === comma || byte === closeBracket || byte === closeBrace) throw malformed('Expected a value', at)
    inStray = expecting === 'any' && byte !== openBrace
    return true
  }

  function malformed(what: string, at: number): ProblemError {
    return malformedBehind(what, at, records, lastEnd)
  }

  function endValue(at: number): void {
    writer.at(begin, at - begin)
    writer.endLine()
    records++
    lastEnd = at
    expecting = inArray ? 'separator' : 'any'
    inValue = inStray = false
  }

  return {
    push(bytes, at) {
      let i = 0
      while (i < bytes.length) {
        if (!inValue) {
          if (!startsValue(bytes[i]!, at + i)) {
            i++
            continue
          }
          inValue = true
          begin = at + i
        }
        const start = i
        i = inStray ? skipStray(bytes, i) : scanValue(bytes, i)
        writer.part(bytes, start, i)
        if (inArray && i < bytes.length) inValue = false
        if (!inValue) endValue(at + i)
      }
      seen = at + bytes.length
    },
    end() {
      if (inStray) endValue(seen)
      if (inValue) throw malformed('The input ends in the middle of a value', seen)
      if (inArray) throw malformed('The input ends before its array does', seen)
    },
  }
}
