import { ProblemError, type QuarantineSelection } from '@syndicate/contracts'

/** @throws ProblemError validation-failed unless it says either which records or what they have in common */
export function selectionOf({ ids, filter }: QuarantineSelection): QuarantineSelection {
  if ((ids === undefined) === (filter === undefined)) {
    throw new ProblemError('validation-failed', 'Name the records by `ids` or by `filter`, one of the two')
  }
  return { ...(ids && { ids }), ...(filter && { filter }) }
}

/** The selection in a few words, for the audit trail. */
export function nameOf({ ids, filter }: QuarantineSelection): string {
  if (ids) return ids.length === 1 ? ids[0]! : `${ids.length} records`
  return Object.entries(filter ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}
