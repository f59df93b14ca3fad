import type { Recipe, Run } from '@syndicate/contracts'
import { expect } from 'vitest'
import { accept, published, recipe, runToEnd, type OpenRuns } from './fixture.ts'

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

/** A run whose chunks are all in the books, and which nobody is about to settle. */
export async function entered(open: OpenRuns, rows: readonly unknown[]): Promise<{ id: string; epoch: number }> {
  const { catalog } = open.ctx
  const workers = open.work(open.ctx, { only: ['extract', 'transform', 'load'] })
  const id = await accept(open, linesOf(rows), { recipe: upsert })
  const chunks = async () => (await catalog.runs.get(id))!.chunks
  await expect
    .poll(async () => (await catalog.chunks.states(id)).size === (await chunks()), { timeout: 10_000 })
    .toBe(true)
  await Promise.all(workers.map((worker) => worker.stop()))
  // What workers with all stages would have done, but for the job at the end.
  const { epoch } = (await catalog.runs.quiet(0, 1))[0]!
  for (let ordinal = 0; ordinal < (await chunks())!; ordinal++)
    await catalog.chunks.pass(id, epoch, ordinal, { loadMs: 0, validateMs: 0 })
  return { id, epoch }
}
