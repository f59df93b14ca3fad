import { firstIdAt } from '@syndicate/contracts'
import type { Sql } from '../connect.ts'

/**
 * Deletes records that were refused more than `keptMs` ago, by PostgreSQL's clock. Their ids sort by time, so the oldest are
 * found first.
 */
export async function reclaimQuarantine(sql: Sql, keptMs: number): Promise<{ quarantined: number }> {
  const [clock] = await sql<{ now: number }[]>`select floor(extract(epoch from now()) * 1000)::bigint as now`
  const { count } = await sql`
    delete from quarantine where ctid = any(array(
      select ctid from quarantine
      where id < ${firstIdAt(Math.max(0, clock!.now - keptMs))} and created_at < now() - ${keptMs} * interval '1 millisecond'
      order by id limit 500))`
  return { quarantined: count }
}

/** Deletes sessions that ended by time more than a day ago. */
export async function reclaimSessions(sql: Sql): Promise<{ sessions: number }> {
  const { count } = await sql`
    delete from sessions where ctid = any(array(
      select ctid from sessions where expires_at < now() - interval '1 day' limit 500))`
  return { sessions: count }
}
