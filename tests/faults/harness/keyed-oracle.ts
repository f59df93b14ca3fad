import { mix } from './random.ts'

/** A row as it is sent; one that is `gone` takes another away. */
export interface KeyedRow {
  id: number
  value: number
  gone?: true
}

export interface KeyedSpec {
  seed: number
  run: number
  rows: number
}

/** Few keys and fewer values, so that rows meet each other within a run and across runs, and some are as they were. */
const keys = 500
const values = 3

/** The key that a run has for itself, for a person who may ask to be forgotten. */
export function personOf(run: number): number {
  return 1_000_000 + run
}

/** The rows of a run follow from its numbers. */
export function rowsOf({ seed, run, rows }: KeyedSpec): KeyedRow[] {
  const shared = Array.from({ length: rows }, (_, n): KeyedRow => {
    const bits = mix(mix(mix(seed) + run) + n)
    const row = { id: (bits >>> 4) % keys, value: (bits >>> 16) % values }
    return bits % 11 === 0 ? { ...row, gone: true } : row
  })
  return [...shared, { id: personOf(run), value: 0 }]
}

/** What a dataset of those rows is after a run, and what its books have to say. */
export function applyRows(before: ReadonlyMap<number, KeyedRow>, rows: KeyedRow[]) {
  const chosen = new Map(rows.map((row) => [row.id, row]))
  const after = new Map(before)
  const changes = { inserted: 0, updated: 0, deleted: 0, unchanged: 0 }
  for (const row of chosen.values()) {
    const was = before.get(row.id)
    if (row.gone) {
      if (after.delete(row.id)) changes.deleted++
      continue
    }
    after.set(row.id, row)
    if (!was) changes.inserted++
    else if (was.value === row.value) changes.unchanged++
    else changes.updated++
  }
  const filtered = rows.filter(({ gone }) => gone).length
  const loaded = changes.inserted + changes.updated
  const duplicate = rows.length - filtered - loaded
  return { after, told: { in: rows.length, loaded, duplicate, filtered, changes } }
}
