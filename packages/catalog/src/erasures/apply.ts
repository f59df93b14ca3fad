import { mostErasures } from '@syndicate/contracts'
import { rewriteChunk } from '../bytes/rewrite-chunk.ts'
import { durably, type Fragment, type Runner, type Sql } from '../connect.ts'
import type { Findings, TakenErasure } from './erasure.ts'
import { forgetKeys } from './forget-keys.ts'
import { heldBy, keepFindings } from './work.ts'

interface Counted extends Pick<Findings, 'records' | 'versions'> {
  examples: Findings['examples']['records'] | null
}

/** What takes effect. */
export function createErasureApply(sql: Sql) {
  return {
    /**
     * Takes all rows that were found from every version at once: readers see all of them, or none. Counts of dataset and versions
     * change with it. Durable when it resolves. Throws LeaseLost.
     * @returns whether there were any
     */
    async apply(erasure: TakenErasure): Promise<boolean> {
      return sql.begin(async (tx) => {
        await durably(tx)
        const findings = await heldBy(tx, erasure)
        const [some] = await tx`select from erasure_finds where erasure_id = ${erasure.id} limit 1`
        if (!some) return false
        // Publish, rollback and merging take the same lock.
        await tx`select from datasets where name = ${erasure.dataset} for no key update`
        await tx`
          create temporary table erased_rows on commit drop as
          select found.run_id, found.ordinal, row_number, made.version, coalesce(marked.versions, '{}') as hidden_in
          from erasure_finds found cross join unnest(found.rows) as row_number
            left join versions made on made.run_id = found.run_id
            cross join lateral (
              select range_agg(int4range(marks.version, marks.version + 1)) as versions from marks
              where marks.run_id = found.run_id and marks.ordinal = found.ordinal and row_number = any(marks.rows)
            ) as marked
            join chunks on chunks.run_id = found.run_id and chunks.ordinal = found.ordinal
          where erasure_id = ${erasure.id} and (coalesce(marked.versions, '{}') @> 0) is not true
            and (row_number = any(chunks.gone)) is not true`
        const [counted] = await tx<[Counted]>`
          select count(version)::int as records, count(distinct version)::int as versions, (
            select json_agg(json_build_object('version', version, 'runId', run_id, 'chunk', ordinal, 'row', row_number)) from (
              select * from erased_rows where version is not null order by version, ordinal, row_number limit ${mostErasures.examples}
            ) as first) as examples
          from erased_rows`
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
          await forgetKeys(tx, erasure)
          await countOff(tx, erasure.dataset)
          await tx`
            insert into marks (run_id, ordinal, version, rows)
            select run_id, ordinal, 0, array_agg(row_number order by row_number) from erased_rows group by run_id, ordinal
            on conflict (run_id, ordinal, version) do update set rows = array(
              select distinct row_number from unnest(marks.rows || excluded.rows) as row_number order by row_number)`
        }
        await tx`delete from erasure_finds where erasure_id = ${erasure.id}`
        return records > 0
      })
    },

    /** Writes anew a few chunks of the dataset's runs without what is erased. @returns whether there may be more */
    async rewrite({ dataset }: TakenErasure): Promise<boolean> {
      const places = await sql<{ runId: string; ordinal: number }[]>`
        select run_id as "runId", ordinal from marks where version = 0
          and (select runs.dataset from runs where runs.id = marks.run_id) = ${dataset} limit 16`
      for (const { runId, ordinal } of places) await rewriteChunk(sql, runId, ordinal, sql`marks.version = 0`)
      return places.length > 0
    },
  }
}

/** What each version, and the head, does not show any more. */
async function countOff(tx: Runner, dataset: string): Promise<void> {
  const groups = tx`(select version, hidden_in, count(*) as records from erased_rows where version is not null group by 1, 2)`
  const seen = (lineage: Fragment) => tx`(
    select coalesce(sum(g.records), 0) from ${groups} as g where g.version <@ ${lineage} and not g.hidden_in && ${lineage})`
  await tx`
    update versions v set live_records = v.live_records - ${seen(tx`v.lineage`)}, records = v.records - (
      select coalesce(sum(g.records), 0) from ${groups} as g where g.version = v.version and not g.hidden_in @> v.version)
    where v.dataset = ${dataset}
      and (select range_agg(int4range(version, version + 1)) from erased_rows where version is not null) && v.lineage`
  await tx`
    update datasets set live_records = datasets.live_records - ${seen(tx`datasets.lineage`)}, updated_at = now()
    where name = ${dataset} and exists (select from erased_rows where version <@ datasets.lineage)`
}
