import type { Runner, Sql } from '../connect.ts'
import type { TakenErasure } from './erasure.ts'

/** A segment of the index of keys, and the one that was made of it without rows that are erased. */
export interface ReplacedSegment {
  segment: number
  by: number
}

/** Chunks whose rows are read at once. */
const atOnce = 20

/** What whoever takes erased rows out of a dataset's index of keys asks. */
export function createForgottenKeys(sql: Sql) {
  return {
    /** Rows of published chunks that were found, ascending. */
    async *finds({ id }: TakenErasure): AsyncGenerator<{ version: number; ordinal: number; rows: number[] }> {
      let last: { runId: string; ordinal: number } | undefined
      for (;;) {
        const found = await sql<{ runId: string; version: number | null; ordinal: number; rows: number[] }[]>`
          select found.run_id as "runId", version, ordinal, rows from erasure_finds found left join versions using (run_id)
          where erasure_id = ${id} and cardinality(rows) > 0
            ${last ? sql`and (found.run_id, ordinal) > (${last.runId}::uuid, ${last.ordinal}::int)` : sql``}
          order by found.run_id, ordinal limit ${atOnce}`
        for (const { version, ordinal, rows } of found) if (version !== null) yield { version, ordinal, rows }
        last = found.at(-1)
        if (!last) return
      }
    },

    /** Deletes segments that others are in the place of. */
    async forgetReplaced(replaced: readonly ReplacedSegment[]): Promise<void> {
      for (const { segment } of replaced) await sql`delete from key_segments where id = ${segment} and dataset is null`
    },

    /** Segments that were made in vain. */
    async forgo(replaced: readonly ReplacedSegment[]): Promise<void> {
      await drop(sql, replaced)
    },
  }
}

/**
 * Puts segments in the place of those they were made of. Segments never change: whoever has read one, to merge it or to settle a run,
 * finds it gone. Expects the dataset's row locked.
 * @returns false where one of them went meanwhile: it was merged into one that still has what is erased
 */
export async function swap(
  tx: Runner,
  { dataset }: TakenErasure,
  replaced: readonly ReplacedSegment[],
): Promise<boolean> {
  if (replaced.length === 0) return true
  const ids = replaced.map(({ segment }) => segment)
  // Merging takes no lock of the dataset: whoever merges one of these waits here, or is waited for.
  const there = await tx`
    select from key_segments where dataset = ${dataset} and id = any(${ids}::bigint[]) and versions is not null
    order by id for update`
  if (there.length < ids.length) {
    await drop(tx, replaced)
    return false
  }
  const { count } = await tx`
    update key_segments made set versions = was.versions
    from unnest(${ids}::bigint[], ${replaced.map(({ by }) => by)}::bigint[]) as given (segment, by)
      join key_segments was on was.id = segment
    where made.id = by and made.dataset = ${dataset}`
  if (count < ids.length) throw new Error('What was made of segments was swept before it was put in their place')
  // Their blocks may be many: they go when no lock is held any more, or with those of deleted datasets.
  await tx`update key_segments set dataset = null, versions = null where id = any(${ids}::bigint[])`
  return true
}

async function drop(sql: Runner, replaced: readonly ReplacedSegment[]): Promise<void> {
  await sql`delete from key_segments where id = any(${replaced.map(({ by }) => by)}::bigint[]) and versions is null`
}
