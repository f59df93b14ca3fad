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

  /** Scans the value under way from `i` to its end or the end of the bytes; returns where it stopped. */
  function scanValue(bytes: Uint8Array, start: number): number {
    const end = bytes.length
    let i = start
    while (i < end) {
      if (inString) {
        if (escaped) {
          escaped = false
          i++
        }
        while (i < end) {
          const byte = bytes[i++]!
          if (byte === backslash) {
            if (i === end) escaped = true
            i++
          } else if (byte === quote) {
            inString = false
            break
          }
        }
        if (i >= end) return end
      }
      const byte = bytes[i]!
      if (byte === quote) inString = true
      else if (byte === openBrace || byte === openBracket) depth++
      else if (byte === closeBrace || byte === closeBracket) {
        if (depth === 0) return i
        if (--depth === 0 && !inArray) {
          inValue = false
          return i + 1
        }
      } else if (byte === comma && depth === 0) return i
      i++
    }
    return end
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
