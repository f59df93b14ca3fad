import { mostErasures } from '@syndicate/contracts'
import { rewriteChunks, type ChunkPlace } from '../bytes/rewrite-chunks.ts'
import { durably, type Fragment, type Runner, type Sql } from '../connect.ts'
import type { Findings, TakenErasure } from './erasure.ts'
import { swap, type ReplacedSegment } from './forgotten-keys.ts'
import { heldBy, keepFindings } from './work.ts'

interface Counted extends Pick<Findings, 'records' | 'versions'> {
  examples: Findings['examples']['records'] | null
}

/** What takes effect. */
export function createErasureApply(sql: Sql) {
  return {
    /**
     * Takes all rows that were found from every version at once: readers see all of them, or none. Counts of dataset and versions
     * change with it, and so does its index of keys. Durable when it resolves. Throws LeaseLost.
     * @param replaced segments of the index, made anew without those rows
     * @returns whether it is done: false where one of the segments is no longer there, and those that were made are gone
     */
    async apply(erasure: TakenErasure, replaced: readonly ReplacedSegment[] = []): Promise<boolean> {
      return sql.begin(async (tx) => {
        await durably(tx)
        const findings = await heldBy(tx, erasure)
        const [some] = await tx`select from erasure_finds where erasure_id = ${erasure.id} limit 1`
        if (!some) return true
        // Publish, rollback and merging take the same lock.
        await tx`select from datasets where name = ${erasure.dataset} for no key update`
        if (!erasure.dryRun && !(await swap(tx, erasure, replaced))) return false
        await gather(tx, erasure)
        const [counted] = await tx<[Counted]>`
          select coalesce(sum(cardinality(rows)), 0)::int as records, count(distinct version)::int as versions, (
            select json_agg(json_build_object('version', version, 'runId', run_id, 'chunk', ordinal, 'row', row_number)) from (
              select version, run_id, ordinal, row_number from erased_rows, unnest(rows[:${mostErasures.examples}]) as row_number
              where version is not null order by version, ordinal, row_number limit ${mostErasures.examples}
            ) as first) as examples
          from erased_rows where version is not null`
        const { records, versions, examples } = counted
        await keepFindings(tx, erasure, {
          ...findings,
          records: findings.records + records,
          versions: findings.versions + versions,
          examples: {
            ...findings.examples,
            records: [...findings.examples.records, ...(examples ?? [])].slice(0, mostErasures.examples),
          },
        })
        if (!erasure.dryRun) {
          await countOff(tx, erasure.dataset)
          await tx`
            insert into marks (run_id, ordinal, version, rows)
            select run_id, ordinal, 0, case when count(*) = 1 then min(rows) else array(
              select row_number from erased_rows more, unnest(more.rows) as row_number
              where more.run_id = e.run_id and more.ordinal = e.ordinal order by row_number) end
            from erased_rows e group by run_id, ordinal
            on conflict (run_id, ordinal, version) do update set rows = array(
              select distinct row_number from unnest(marks.rows || excluded.rows) as row_number order by row_number)`
        }
        await tx`delete from erasure_finds where erasure_id = ${erasure.id}`
        return true
      })
    },

    /**
     * Writes anew a few chunks of the dataset's runs, behind one, without what is erased.
     * @returns the last of them, null: there are no more; and whether some could not be read
     */
    async rewrite(
      { dataset }: TakenErasure,
      after: ChunkPlace | null,
    ): Promise<{ last: ChunkPlace | null; rewritten: number; damaged: ChunkPlace[] }> {
      const places = await sql<ChunkPlace[]>`
        select run_id as "runId", ordinal from marks where version = 0
          and (select runs.dataset from runs where runs.id = marks.run_id) = ${dataset}
          ${after ? sql`and (run_id, ordinal) > (${after.runId}::uuid, ${after.ordinal}::int)` : sql``}
        order by run_id, ordinal limit 16`
      const { rewritten, failed } = await rewriteChunks(sql, places, sql`marks.version = 0`)
      return { last: places.at(-1) ?? null, rewritten, damaged: failed }
    },
  }
}

/**
 * Rows that are found and not erased yet, in `erased_rows`: of each chunk a list, or several where some of its rows are hidden in
 * other versions than others are. What is found, hidden and gone is brought together by number, never one by the other.
 */
async function gather(tx: Runner, { id }: TakenErasure): Promise<void> {
  await tx`
    create temporary table erased_rows on commit drop as
    select found.run_id, found.ordinal, made.version, alike.hidden_in, alike.rows
    from erasure_finds found join chunks on chunks.run_id = found.run_id and chunks.ordinal = found.ordinal
      left join versions made on made.run_id = found.run_id
      cross join lateral (
        select chunks.gone is not null or exists (
          select from marks where marks.run_id = found.run_id and marks.ordinal = found.ordinal) as is_marked
      ) as chunk
      cross join lateral (
        select '{}'::int4multirange as hidden_in, found.rows where not is_marked and cardinality(found.rows) > 0
        union all select hidden_in, array_agg(row_number order by row_number) from (
          select row_number,
            coalesce(range_agg(int4range(hidden, hidden + 1)) filter (where hidden is not null), '{}') as hidden_in
          from (
            select unnest(found.rows) as row_number, null::int as hidden, true as is_found where is_marked
            union all select unnest(marks.rows), marks.version, false from marks
              where marks.run_id = found.run_id and marks.ordinal = found.ordinal
            union all select unnest(chunks.gone), 0, false
          ) as said
          group by row_number having bool_or(is_found)
        ) as each_row
        where not hidden_in @> 0 group by hidden_in
      ) as alike
    where found.erasure_id = ${id}`
  await tx`create index on erased_rows (run_id, ordinal)`
  await tx`analyze erased_rows`
}

/** What each version, and the head, does not show any more. */
async function countOff(tx: Runner, dataset: string): Promise<void> {
  await tx`
    create temporary table erased_counts on commit drop as
    select version, hidden_in, sum(cardinality(rows)) as records from erased_rows where version is not null group by 1, 2`
  const seen = (lineage: Fragment) => tx`(
    select coalesce(sum(g.records), 0) from erased_counts g where g.version <@ ${lineage} and not g.hidden_in && ${lineage})`
  await tx`
    update versions v set live_records = v.live_records - ${seen(tx`v.lineage`)}, records = v.records - (
      select coalesce(sum(g.records), 0) from erased_counts g where g.version = v.version and not g.hidden_in @> v.version)
    where v.dataset = ${dataset}
      and (select range_agg(int4range(version, version + 1)) from erased_counts) && v.lineage`
  await tx`
    update datasets set live_records = datasets.live_records - ${seen(tx`datasets.lineage`)}, updated_at = now()
    where name = ${dataset} and exists (select from erased_counts where version <@ datasets.lineage)`
}
