import type { Runner } from '../connect.ts'

/** Deletes what runs of deleted datasets stored and refused; what a replay has taken out of quarantine stays until that has ended. */
export async function sweepDeleted(
  sql: Runner,
): Promise<{ chunks: number; quarantined: number; keyBlocks: number; swept: number }> {
  const [row] = await sql<[{ chunks: number; quarantined: number; keyBlocks: number; swept: number }]>`
    with doomed as (
      select run_id from deleted_runs where not is_swept order by deleted_at limit 200
    ), found as (
      select chunk.ctid from doomed, lateral (select ctid from chunks where run_id = doomed.run_id limit 50) chunk limit 50
    ), deleted as (
      delete from chunks where ctid = any(array(select ctid from found)) returning 1
    ), found_frames as (
      select frame.ctid from doomed, lateral (select ctid from refusals where run_id = doomed.run_id limit 50) frame limit 50
    ), untold as (
      delete from refusals where ctid = any(array(select ctid from found_frames)) returning records - cardinality(taken) as records
    ), found_refusals as (
      select refusal.ctid from doomed, lateral (
        select ctid from quarantine where run_id = doomed.run_id
          and not exists (select from runs where runs.id = replay_run and state in ('accepted', 'running')) limit 500) refusal
      limit 500
    ), unsaid as (
      delete from quarantine where ctid = any(array(select ctid from found_refusals)) returning 1
    ), swept as (
      update deleted_runs d set is_swept = true from doomed
      where d.run_id = doomed.run_id and (select count(*) from found) < 50 and (select count(*) from found_frames) < 50
        and (select count(*) from found_refusals) < 500 and not exists (
          select from quarantine join runs on runs.id = replay_run
          where quarantine.run_id = doomed.run_id and state in ('accepted', 'running'))
      returning 1
    ), blocks as (
      delete from key_blocks where ctid = any(array(
        select key_blocks.ctid from key_segments join key_blocks on segment = id where dataset is null limit 50))
      returning 1
    ), segments as (
      delete from key_segments where dataset is null and not exists (select from key_blocks where segment = id)
    )
    select (select count(*) from deleted) as chunks,
      (select count(*) from unsaid) + (select coalesce(sum(records), 0)::bigint from untold) as quarantined,
      (select count(*) from blocks) as "keyBlocks", (select count(*) from swept) as swept`
  return row
}
