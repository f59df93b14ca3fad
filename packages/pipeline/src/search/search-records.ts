import { compileCondition } from '../cel/compile-condition.ts'
import { ndjsonRecords } from '../decode/ndjson-records.ts'
import { Fault } from '../record/fault.ts'
import type { Row } from '../record/row.ts'

export interface Searched {
  /** Of which records the condition is true, by their index. */
  kept: number[]
  /** How many were looked at, from the first on: at least one. */
  looked: number
  /** Of which of these it is neither true nor false, by their index: a field that is not there, or of another type. */
  unanswered: number[]
  /** Why, of the first of them. */
  reason: string | null
}

/** What looks for records; made once for an expression. Throws RecipeError. */
export function compileSearch(where: string): (lines: Uint8Array, ms: number) => Searched {
  const { holds } = compileCondition(where, 'where')
  return (lines, ms) => {
    const end = performance.now() + ms
    const records = ndjsonRecords(lines)
    const found: Searched = { kept: [], looked: 0, unanswered: [], reason: null }
    for (; records.has(found.looked) && (found.looked === 0 || performance.now() < end); found.looked++) {
      const record = records.read(found.looked)
      const held = record instanceof Fault ? record : holds(record as Row)
      if (held === true) found.kept.push(found.looked)
      if (!(held instanceof Fault)) continue
      found.unanswered.push(found.looked)
      found.reason ??= held.reason
    }
    return found
  }
}
