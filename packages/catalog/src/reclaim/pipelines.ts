import type { Sql } from '../connect.ts'

/** How many versions of pipelines are kept, besides those that count now. */
export interface KeptVersions {
  /** Of one pipeline, the newest, with the one that counts. */
  ofEach: number
  /** Of all together, those applied last. */
  inAll: number
  /** What these may take, in bytes as PostgreSQL stores them. */
  bytes: number
}

/**
 * Deletes versions of pipelines that are not among the newest, but for those that count; and forgets pipelines that were
 * removed and have no version left, unless a file knows of them. Runs name their recipe and need none of it.
 */
export function reclaimPipelines(
  sql: Sql,
  kept: KeptVersions,
): Promise<{ pipelineVersions: number; pipelines: number }> {
  return sql.begin(async (tx) => {
    await tx`set local syndicate.reclaims_pipelines = 'yes'`
    const { count: pipelineVersions } = await tx`
      with beyond as (
        select name, versions.version, pipelines.version - versions.version as newer, applied_at, pg_column_size(definition) as bytes
        from pipelines join pipeline_versions as versions using (name)
        where removed_at is not null or versions.version < pipelines.version
      ), placed as (
        select name, version, row_number() over newest as place, sum(bytes) over newest as reached
        from beyond where newer < ${kept.ofEach}
        window newest as (order by applied_at desc, name, version desc)
      ), doomed as (
        select name, version from beyond where newer >= ${kept.ofEach}
        union all
        select name, version from placed where place > ${kept.inAll} or reached > ${kept.bytes}
        limit 500
      )
      delete from pipeline_versions as versions using doomed
      where versions.name = doomed.name and versions.version = doomed.version`
    // A file that wants the same as before must not bring one back, so what it said last is still known.
    const isForgotten = tx`removed_at is not null and file_hash is null
      and not exists (select from pipeline_versions as versions where versions.name = pipelines.name)`
    // Whoever changes pipelines waits, and then plans by what is left.
    const { count: some } = await tx`
      update pipeline_revision set revision = revision + 1 where exists (select from pipelines where ${isForgotten})`
    if (some === 0) return { pipelineVersions, pipelines: 0 }
    const { count: pipelines } = await tx`delete from pipelines where ${isForgotten}`
    return { pipelineVersions, pipelines }
  })
}
