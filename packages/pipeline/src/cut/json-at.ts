import type { Scanner } from './cutter.ts'
import { isSpace } from './is-space.ts'
import { scanJsonValues } from './json-values.ts'
import { createJsonWalk } from './json-walk.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'
import { openBrace, openBracket } from '../record/json-bytes.ts'
import { tokensOf } from '../record/json-pointer.ts'

/**
 * The elements of the list that a JSON Pointer (RFC 6901) points to, in each of the values that follow each other. All else
 * is passed over, by its brackets and strings alone.
 */
export function scanJsonAt(pointer: string, writer: SliceWriter): Scanner {
  const tokens = tokensOf(pointer)
  const records = scanJsonValues(writer)
  const walk = createJsonWalk(tokens.length, { intoLists: true })
  let inRecords = false
  /** Whether the value under way had its list. */
  let found = false
  let values = 0

  function isThere(): boolean {
    return walk.path(tokens.length)?.every((token, index) => token === tokens[index]) ?? false
  }

  /** At the beginning of the list. */
  function begin(at: number): void {
    if (found) throw malformedInput(`There are two lists at ${pointer} in one value, at byte ${at}`)
    inRecords = found = true
  }

  /** Behind a value. A page without records, such as an error, must not be left out without a word. */
  function endValue(at: number): void {
    values++
    if (!found)
      throw malformedInput(
        `There is no list of records at ${pointer}${values > 1 ? ` in value ${values}, which ends at byte ${at}` : ''}`,
      )
    found = false
  }

  return {
    push(bytes, at) {
      let start = 0
      for (let i = 0; i < bytes.length;) {
        const before = walk.depth
        if (before === 0 && bytes[i] !== openBrace && bytes[i] !== openBracket) {
          if (!isSpace(bytes[i])) throw malformedInput(`Expected an object or a list, at byte ${at + i}`)
          i++
          continue
        }
        i = walk.next(bytes, i)
        if (walk.depth > before) {
          if (inRecords || walk.depth !== tokens.length + 1 || bytes[i - 1] !== openBracket || !isThere()) continue
          start = i - 1
          begin(at + start)
        } else if (walk.depth < before) {
          // Its own closing bracket brings it back to where its list began.
          if (inRecords && walk.depth === tokens.length) {
            records.push(bytes.subarray(start, i), at + start)
            inRecords = false
          }
          if (walk.depth === 0) endValue(at + i - 1)
        }
      }
      if (inRecords) records.push(bytes.subarray(start), at + start)
    },
    end() {
      records.end()
      if (walk.depth > 0) throw malformedInput('The input ends in the middle of a value')
      if (values === 0) throw malformedInput(`There is no list of records at ${pointer}`)
    },
  }
}
