import type { Recipe, Run } from '@syndicate/contracts'
import { published, recipe, runToEnd, type OpenRuns } from './fixture.ts'

export interface Row {
  id: number
  value: number
  gone?: boolean
}

/** Rows that take each other's place by `id`; one that is `gone` takes another away. */
export const upsert: Recipe = {
  ...recipe,
  mode: 'upsert',
  steps: [],
  schema: { type: 'object', required: ['id', 'value'], properties: { id: { type: 'integer' } } },
  key: ['id'],
  deleteWhen: 'has(record.gone)',
}

export const linesOf = (rows: readonly unknown[]) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
/** What a reader sees, by id. */
export const rowsIn = async (open: OpenRuns) =>
  ((await published(open.ctx)) as unknown as Row[]).toSorted((a, b) => a.id - b.id || a.value - b.value)
export const run = (open: OpenRuns, rows: readonly unknown[], by: Recipe = upsert) =>
  runToEnd(open, linesOf(rows), { recipe: by })
/** What became of rows, and how many of the run do not count. */
export const changesOf = ({ changes, counts }: Run) => ({ ...changes, duplicate: counts.duplicate })
