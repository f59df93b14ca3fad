import type { Runner, Sql } from '../connect.ts'

type Retired = Record<'superseded' | 'closed' | 'versions', number>

/** Versions of one dataset marked or taken at once, as many as the statements say: a publish waits for that long. */
const atOnce = 500

/**
 * Notes which versions the heads no longer show, and takes those that were not shown for `keptMs`, unless a version that
 * is still kept builds on them. Where rows take each other's place, those that the head shows are closed as long after another came: nobody
 * reads them or goes back to them, though their rows stay, and what they alone would show can be forgotten. From then on nobody can read them or go back to them. Stops between two datasets when
 * `signal` is aborted.
 */
export async function reclaimVersions(sql: Sql, keptMs: number, signal?: AbortSignal): Promise<Retired> {
  const names = await sql<{ name: string }[]>`
    select name from datasets d
    where exists (select from ${unmarked(sql)})
      or exists (
        select from versions v where v.dataset = d.name and (reclaimed_at is null or closed) and ${isOver(sql, keptMs)})
      or exists (select from ${outlived(sql, keptMs)})`
  const total = { superseded: 0, closed: 0, versions: 0 }
  for (const { name } of names) {
    if (signal?.aborted) break
    const retired = await retire(sql, name, keptMs)
    total.superseded += retired.superseded
    total.closed += retired.closed
    total.versions += retired.versions
  }
  return total
}

function retire(sql: Sql, name: string, keptMs: number): Promise<Retired> {
  return sql.begin(async (tx) => {
    // Publish and rollback take the same lock; what comes after it sees what they did.
    await tx`select from datasets where name = ${name} for no key update`
    const { count: superseded } = await tx`
      update versions set superseded_at = now()
      where dataset = ${name} and version = any(array(
        select hidden.version from datasets d cross join ${unmarked(tx)} where name = ${name} limit 500))`
    // What is not marked yet is kept, and counts only when it is.
    if (superseded === atOnce) return { superseded, closed: 0, versions: 0 }
    const { count: closed } = await tx`
      update versions set reclaimed_at = now(), closed = true, swept = true
      where dataset = ${name} and version = any(array(
        select outlived.version from datasets d cross join ${outlived(tx, keptMs)} where name = ${name}))`
    // Newest first: a version builds on older ones alone, so that what is left after a batch is complete.
    const { count: versions } = await tx`
      with reached as (
        select lineage + coalesce((
          select range_agg(lineage) from versions
          where dataset = ${name} and reclaimed_at is null and superseded_at is not null and not ${isOver(tx, keptMs)}
        ), '{}') as versions
        from datasets where name = ${name}
      )
      update versions set reclaimed_at = now(), swept = false, closed = false
      where dataset = ${name} and version = any(array(
        select version from versions
        where dataset = ${name} and (reclaimed_at is null or closed) and ${isOver(tx, keptMs)}
          and not version <@ (select versions from reached)
        order by version desc limit 500))`
    return { superseded, closed, versions }
  })
}

/** Whether the head has not shown a version for so long. */
function isOver(sql: Runner, keptMs: number) {
  return sql`coalesce(superseded_at <= now() - ${keptMs} * interval '1 millisecond', false)`
}

/** The `outlived` versions of dataset `d` that the head shows, and another instead of, for so long. */
function outlived(sql: Runner, keptMs: number) {
  return sql`
    lateral (
      select v.version from versions v cross join lateral (
        select published_at from versions n where n.dataset = v.dataset and n.version > v.version and n.version <@ d.lineage
        order by n.version limit 1
      ) as next
      where d.mode = 'upsert' and v.dataset = d.name and v.reclaimed_at is null and v.version <> d.head and v.version <@ d.lineage
        and next.published_at <= now() - ${keptMs} * interval '1 millisecond'
      order by v.version limit 500
    ) as outlived`
}

/** The `hidden` versions of dataset `d`, which its head does not show, as far as that is not noted. */
function unmarked(sql: Runner) {
  // The inner limit keeps the planner from looking at every version there is.
  return sql`
    unnest(int4multirange(int4range(1, d.last_version + 1)) - d.lineage) as gap(versions)
    cross join lateral (
      select version from versions
      where dataset = d.name and superseded_at is null and version >= lower(gap.versions) and version < upper(gap.versions)
      order by version limit 500
    ) as hidden`
}

/** Deletes chunks of reclaimed versions. */
export async function sweepVersions(sql: Runner): Promise<{ chunks: number; swept: number }> {
  const [row] = await sql<[{ chunks: number; swept: number }]>`
    with doomed as (
      select dataset, version, run_id from versions where reclaimed_at is not null and not swept limit 200
    ), found as (
      select chunk.ctid from doomed, lateral (select ctid from chunks where run_id = doomed.run_id limit 50) chunk limit 50
    ), deleted as (
      delete from chunks where ctid = any(array(select ctid from found)) returning 1
    ), swept as (
      update versions set swept = true from doomed
      where versions.dataset = doomed.dataset and versions.version = doomed.version and (select count(*) from found) < 50
      returning 1
    )
    select (select count(*) from deleted) as chunks, (select count(*) from swept) as swept`
  return row
}
