import { newId } from '@syndicate/contracts'
import { expect } from 'vitest'
import { connect, type Sql } from '../src/connect.ts'
import type { Catalog, NewInput, Reclaimed } from '../src/index.ts'
import { newInput, newRun, openCatalog, refusal, stagedChunk, verdict } from './fixture.ts'

/** A catalog, and connections beside it that a test may stop in the middle of a transaction. */
export async function openReclaim() {
  const open = await openCatalog()
  const beside: Sql = connect({ ...open.database, poolSize: 4 })
  return {
    catalog: open.catalog,
    database: open.database,
    sql: beside,
    async [Symbol.asyncDispose]() {
      await beside.end()
      await open[Symbol.asyncDispose]()
    },
  }
}

/** Begins a transaction that stays open until it is committed. */
export async function hold(sql: Sql) {
  const tx = await sql.reserve()
  await tx`begin`
  const [{ pid }] = await tx<[{ pid: number }]>`select pg_backend_pid() as pid`
  return {
    tx,
    /** Resolves when somebody waits for this transaction, or so many, themselves or for one who does. */
    waitedFor: (waiters = 1) =>
      expect
        .poll(async () => {
          const [row] = await sql<[{ count: number }]>`
            with recursive waiting as (
              select ${pid}::int as pid union
              select others.pid from waiting, pg_stat_activity as others
              where pg_blocking_pids(others.pid) @> array[waiting.pid]
            )
            select count(*) - 1 as count from waiting`
          return row.count
        })
        .toBeGreaterThanOrEqual(waiters),
    async commit() {
      await tx`commit`
      tx.release()
    },
  }
}

/** Repeats a move until it finds nothing. @returns what it dealt with in all */
export async function exhaust(move: () => Promise<Reclaimed>): Promise<Record<string, number>> {
  const total: Record<string, number> = {}
  for (;;) {
    const found = Object.entries(await move()).filter(([, count]) => count > 0)
    if (found.length === 0) return total
    for (const [kind, count] of found) total[kind] = (total[kind] ?? 0) + count
  }
}

export async function uploadParts(catalog: Catalog, parts: number): Promise<NewInput> {
  const id = newId()
  for (let ordinal = 0; ordinal < parts; ordinal++) await catalog.inputs.addPart(id, ordinal, Buffer.from('part'))
  return newInput({ id, parts })
}

/** A running run with a chunk that passed, and two refusals. */
export async function halfDone(catalog: Catalog): Promise<string> {
  const run = await newRun(catalog)
  await catalog.runs.accept(run)
  await catalog.runs.start(run.id, 0)
  await catalog.chunks.stage(run.id, 0, stagedChunk(1, { refused: [refusal(0), refusal(1)] }))
  await catalog.chunks.pass(run.id, 0, 0, verdict())
  return run.id
}

/** Gives a run empty staged chunks, until it has so many. */
export async function addChunks(sql: Sql, run: string, upTo: number): Promise<void> {
  await sql`
    insert into chunks (run_id, ordinal, data, sha256, records, records_in, filtered, refused, transform_ms)
    select ${run}, ordinal, '', 'x', 0, 0, 0, 0, 1 from generate_series(0, ${upTo - 1}::int) as ordinal
    on conflict do nothing`
}

export async function count(sql: Sql, table: string): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) from ${sql(table)}`
  return row.count
}
