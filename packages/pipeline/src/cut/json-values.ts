import type { Scanner } from './cutter.ts'
import { isSpace } from './is-space.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'

const quote = 34
const comma = 44
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const closeBrace = 125

/**
 * Cuts JSON at its structure: the elements of a top-level array, or values that follow each other.
 *
 * It knows strings and nesting and nothing else: what is wrong inside a value is found when the value is parsed,
 * and costs that record only. Depth is a counter, not a stack, so nesting costs no memory here.
 */
export function scanJsonValues(writer: SliceWriter, kind: 'array' | 'sequence'): Scanner {
  const inArray = kind === 'array'
  let depth = 0
  let inString = false
  let escaped = false
  let inValue = false
  let expecting: 'array' | 'first' | 'value' | 'separator' | 'nothing' = inArray ? 'array' : 'value'

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

  /** Handles the byte between values and returns whether a value starts with it. */
  function startsValue(byte: number, at: number): boolean {
    if (isSpace(byte)) return false
    if (expecting === 'array') {
      expecting = 'first'
      return false
    }
    if (expecting === 'nothing') throw malformedInput('There is more after the end of the array', at)
    if (inArray && byte === closeBracket && expecting !== 'value') {
      expecting = 'nothing'
      return false
    }
    if (expecting === 'separator') {
      if (byte !== comma) throw malformedInput('Expected a comma or the end of the array', at)
      expecting = 'value'
      return false
    }
    if (byte === comma || byte === closeBracket || byte === closeBrace) throw malformedInput('Expected a value', at)
    if (!inArray && byte !== openBrace && byte !== openBracket) throw malformedInput('Expected { or [', at)
    return true
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
        }
        const start = i
        i = scanValue(bytes, i)
        writer.part(bytes, start, i)
        if (inArray && i < bytes.length) inValue = false
        if (!inValue) {
          writer.endLine()
          expecting = inArray ? 'separator' : 'value'
        }
      }
    },
    end() {
      if (inValue) throw malformedInput('The input ends in the middle of a value')
      if (inArray && expecting !== 'nothing') throw malformedInput('The input ends before its array does')
    },
  }
}
