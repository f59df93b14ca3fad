import { firstIdAt } from '@syndicate/contracts'
import type { Sql } from '../connect.ts'

/**
 * Deletes records that were refused more than `keptMs` ago, by PostgreSQL's clock. Their ids sort by time, so the oldest are
 * found first. What a replay that has not ended holds stays until it has: what publishes it asks where it belongs. It is in
 * rows; what is in frames nobody has touched.
 */
export async function reclaimQuarantine(sql: Sql, keptMs: number): Promise<{ quarantined: number }> {
  const [clock] = await sql<{ now: number }[]>`select floor(extract(epoch from now()) * 1000)::bigint as now`
  const end = firstIdAt(Math.max(0, clock!.now - keptMs))
  const isOver = sql`created_at < now() - ${keptMs} * interval '1 millisecond'`
  const { count } = await sql`
    delete from quarantine where ctid = any(array(
      select ctid from quarantine
      where id < ${end} and ${isOver}
        and not exists (select from runs where runs.id = replay_run and state in ('accepted', 'running'))
      order by id limit 500))`
  const frames = await sql<{ records: number }[]>`
    delete from refusals where ctid = any(array(
      select ctid from refusals where id < ${end} and ${isOver} order by id limit 50))
    returning records - cardinality(taken) as records`
  return { quarantined: frames.reduce((sum, { records }) => sum + records, count) }
}

/** Deletes entries of the audit trail older than `keptMs`, the oldest first; of the last 30 days none, whatever is asked for. */
export async function reclaimAudit(sql: Sql, keptMs: number): Promise<{ audited: number }> {
  return sql.begin(async (tx) => {
    await tx`set local syndicate.reclaims_audit = 'yes'`
    const { count } = await tx`
      delete from audit where id = any(array(
        select id from (select id, at from audit order by id limit 500) oldest
        where at < now() - greatest(${keptMs} * interval '1 millisecond', interval '30 days')))`
    return { audited: count }
  })
}

/** Deletes sessions that ended by time more than a day ago. */
export async function reclaimSessions(sql: Sql): Promise<{ sessions: number }> {
  const { count } = await sql`
    delete from sessions where ctid = any(array(
      select ctid from sessions where expires_at < now() - interval '1 day' limit 500))`
  return { sessions: count }
}

/** Deletes what users gave us on days (UTC) before yesterday: only today's bytes count against anything. */
export async function reclaimAcceptedBytes(sql: Sql): Promise<{ acceptedDays: number }> {
  const { count } = await sql`
    delete from accepted_bytes where ctid = any(array(
      select ctid from accepted_bytes where day < (now() at time zone 'utc')::date - 1 limit 500))`
  return { acceptedDays: count }
}
