import type { RecordRow } from '../../data/datasets.ts'
import type { Sort } from './record-view.ts'

/** In the order of a field; those without it come last, whichever way. */
export function sortRows(rows: RecordRow[], sort: Sort | undefined): RecordRow[] {
  if (!sort) return rows
  const { field, isDescending } = sort
  const filled = rows.filter(({ record }) => !isEmpty(record[field]))
  const sorted = filled.toSorted((one, other) => compare(one.record[field], other.record[field]))
  if (isDescending) sorted.reverse()
  return [...sorted, ...rows.filter(({ record }) => isEmpty(record[field]))]
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  if (typeof one !== typeof other) return typeof one < typeof other ? -1 : 1
  const [a, b] = [textOf(one), textOf(other)]
  return a === b ? 0 : a < b ? -1 : 1
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null
}
