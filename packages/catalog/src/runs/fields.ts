import { fieldChangesOf, leftOutOf, type FieldMove, type FieldsSeen, type RunFields } from '@syndicate/contracts'
import type { RunRow } from './row.ts'

/** What a row of `runs` knows of its records' fields. */
export interface FieldsRow {
  fieldChanges: Record<string, FieldMove> | null
  leftOut: FieldsSeen['leftOut'] | null
}

/** What is told of the fields of a run that has ended; null where there is nothing to tell. */
export function toFields({
  fieldChanges,
  leftOut,
  finishedAt,
}: FieldsRow & Pick<RunRow, 'finishedAt'>): RunFields | null {
  if (finishedAt === null || (fieldChanges === null && leftOut === null)) return null
  const left = leftOut ?? {}
  return { ...fieldChangesOf(fieldChanges ?? {}, left), leftOut: leftOutOf(left) }
}
