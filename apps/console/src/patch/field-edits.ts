import type { PatchOperation } from '@syndicate/contracts'
import { pointer } from './derive-patch.ts'

/** One line of the easy form. */
export interface FieldEdit {
  op: 'set' | 'remove'
  field: string
  value: string
}

/** The patch that the lines with a field amount to. @param asText values stay text, as in a record from CSV */
export function patchOf(edits: FieldEdit[], asText: boolean): PatchOperation[] {
  return edits
    .filter(({ field }) => field !== '')
    .map(({ op, field, value }) =>
      op === 'remove'
        ? { op: 'remove', path: pointer('', field) }
        : // `add` sets a field whether it is there or not.
          { op: 'add', path: pointer('', field), value: asText ? value : valueOf(value) },
    )
}

/** What was typed, as JSON where it is JSON: 5, true, null, "5", {"a":1}; as text otherwise. */
export function valueOf(typed: string): unknown {
  try {
    return JSON.parse(typed)
  } catch {
    return typed
  }
}

/** Whether all a record has are texts, as in CSV. */
export function isAllText(record: unknown): boolean {
  const values = typeof record === 'object' && record !== null ? Object.values(record) : []
  return values.length > 0 && values.every((value) => typeof value === 'string')
}
