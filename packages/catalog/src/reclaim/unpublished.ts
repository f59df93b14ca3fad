import type { Runner } from '../connect.ts'

/**
 * Deletes chunks of runs that ended unpublished more than `graceMs` ago. What failed and cancelled runs have in
 * quarantine goes with them, being as half-done; what made a run be rejected is told for as long as other refusals.
 * A chunk that was under way when its run ended may arrive later, so a run is looked at for another ten minutes.
 */
export async function sweepUnpublished(
  sql: Runner,
  graceMs: number,
): Promise<{ chunks: number; quarantined: number; swept: number }> {
  const hasRefusals = sql`state <> 'rejected' and (exists (select from refusals where run_id = runs.id)
    or exists (select from quarantine where run_id = runs.id))`
  const [row] = await sql<[{ chunks: number; quarantined: number; swept: number }]>`
    with ended as (
      select id, state, finished_at < now() - interval '10 minutes' as settled from runs
      where state in ('rejected', 'failed', 'cancelled') and not swept
        and finished_at <= now() - ${graceMs} * interval '1 millisecond'
        and (finished_at < now() - interval '10 minutes' or exists (select from chunks where run_id = runs.id) or ${hasRefusals})
      order by finished_at limit 200
    ), found as (
      select chunk.ctid from ended, lateral (select ctid from chunks where run_id = ended.id limit 50) chunk limit 50
    ), deleted as (
      delete from chunks where ctid = any(array(select ctid from found)) returning 1
    ), found_frames as (
      select frame.ctid from ended, lateral (select ctid from refusals where run_id = ended.id limit 50) frame
      where ended.state <> 'rejected' limit 50
    ), untold as (
      delete from refusals where ctid = any(array(select ctid from found_frames)) returning records
    ), found_refusals as (
      select refusal.ctid from ended, lateral (select ctid from quarantine where run_id = ended.id limit 500) refusal
      where ended.state <> 'rejected' limit 500
    ), unsaid as (
      delete from quarantine where ctid = any(array(select ctid from found_refusals)) returning 1
    ), swept as (
      update runs set swept = true from ended
      where runs.id = ended.id and settled
        and (select count(*) from found) < 50 and (select count(*) from found_frames) < 50
        and (select count(*) from found_refusals) < 500
      returning 1
    )
    select (select count(*) from deleted) as chunks,
      (select count(*) from unsaid) + (select coalesce(sum(records), 0)::bigint from untold) as quarantined,
      (select count(*) from swept) as swept`
  return row
}
