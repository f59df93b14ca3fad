import type { LeftReason } from '@syndicate/contracts'
import { parseJson } from '../decode/parse-json.ts'
import { Fault } from '../record/fault.ts'
import { jsonOf, orderedJson } from '../record/json-of.ts'
import type { Patch } from './json-patch.ts'

export type Mended = { line: string } | { left: Extract<LeftReason, 'unreadable' | 'patch-failed' | 'unchanged'> }

/**
 * A refused record as one line of JSON, patched, for the pipeline to take up again; or why there is none.
 * @param text the record before the steps, as JSON
 * @param maxChars the longest line, and how much a patch may copy
 */
export function mendRecord(text: string, patch: Patch | undefined, maxChars: number): Mended {
  const record = patch?.replacesAll ? null : parseJson(text)
  if (record instanceof Fault) return { left: 'unreadable' }
  if (!patch) return { line: jsonOf(record) }
  try {
    const line = orderedJson(patch.apply(record, maxChars))
    return line.length > maxChars ? { left: 'patch-failed' } : { line }
  } catch {
    return { left: 'patch-failed' }
  }
}
