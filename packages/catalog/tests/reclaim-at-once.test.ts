import { expect, test } from 'vitest'
import type { Runner, Sql } from '../src/connect.ts'
import type { Catalog, Reclaimed } from '../src/index.ts'
import { sweepInputs } from '../src/reclaim/inputs.ts'
import { sweepUnpublished } from '../src/reclaim/unpublished.ts'
import { sweepVersions } from '../src/reclaim/versions.ts'
import { publish } from './fixture.ts'
import { addChunks, count, exhaust, halfDone, hold, openReclaim, uploadParts } from './reclaim-fixture.ts'

/** A cancelled run that nobody adds anything to any more. @returns its id */
async function cancelled(catalog: Catalog, sql: Sql): Promise<string> {
  const run = await halfDone(catalog)
  await catalog.runs.cancel(run)
  await sql`update runs set finished_at = now() - interval '11 minutes'`
  return run
}

/** More than two batches. */
const many = 120

interface Sweep {
  table: string
  /** Leaves more in the table than one batch takes, all of it to be deleted. */
  leave: (catalog: Catalog, sql: Sql) => Promise<unknown>
  sweep: (sql: Runner) => Promise<Reclaimed>
}

const sweeps: Sweep[] = [
  {
    table: 'input_parts',
    sweep: sweepInputs,
    async leave(catalog) {
      await uploadParts(catalog, many)
      await catalog.reclaim.uploads(0)
    },
  },
  {
    table: 'chunks',
    sweep: sweepVersions,
    async leave(catalog, sql) {
      await addChunks(sql, await publish(catalog, 1, { mode: 'replace' }), many)
      // What takes its place keeps its chunk, which is not looked at here.
      const live = await publish(catalog, 1, { mode: 'replace' })
      await sql`delete from chunks where run_id = ${live}`
      await exhaust(() => catalog.reclaim.versions(0))
    },
  },
  {
    table: 'chunks',
    sweep: (sql) => sweepUnpublished(sql, 0),
    async leave(catalog, sql) {
      await addChunks(sql, await cancelled(catalog, sql), many)
    },
  },
  {
    table: 'refusals',
    sweep: (sql) => sweepUnpublished(sql, 0),
    async leave(catalog, sql) {
      await cancelled(catalog, sql)
      await sql`
        insert into refusals (run_id, ordinal, part, id, data, records, bytes, groups)
        select run_id, ordinal, more, gen_random_uuid(), data, records, bytes, groups
        from refusals, generate_series(1, ${many}::int) as more`
    },
  },
  {
    table: 'quarantine',
    sweep: (sql) => sweepUnpublished(sql, 0),
    async leave(catalog, sql) {
      const run = await cancelled(catalog, sql)
      await sql`
        insert into quarantine (id, run_id, position, stage, code, reason, original, encoding)
        select gen_random_uuid(), ${run}, more, 'transform', 'cast-failed', 'wrong', 'x', 'text' from generate_series(1, 801) as more`
    },
  },
]

test.each(sweeps)(
  'two collectors that meet over the same $table leave none of them',
  async ({ table, leave, sweep }) => {
    await using open = await openReclaim()
    const { catalog, sql } = open
    await leave(catalog, sql)
    const first = await hold(sql)
    await sweep(first.tx)
    const second = sweep(sql)
    await first.waitedFor()
    await first.commit()
    await second
    expect(await count(sql, table)).toBeGreaterThan(0)
    await exhaust(() => sweep(sql))
    expect(await count(sql, table)).toBe(0)
  },
)
