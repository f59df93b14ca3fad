import { longestUnjudged } from '../alerts/judge.ts'
import type { Sql } from '../connect.ts'

/** Alerts that are kept at most, whatever their age. */
const mostKept = 10_000

/**
 * Deletes alerts older than 30 days, those beyond the newest ten thousand, and tests older than a day, with their deliveries.
 * What is new or on its way is not deleted for there being too many. Ends of runs that nobody judged are forgotten.
 */
export async function reclaimAlerts(sql: Sql): Promise<{ alerts: number }> {
  await sql`delete from unjudged_ends where noted_at < now() - ${longestUnjudged}::text::interval`
  const { count } = await sql`
    delete from alerts where id in (
      select id from alerts a
      where created_at < now() - interval '30 days'
        or (message ->> 'type' = 'alerts.test' and created_at < now() - interval '1 day')
        or (id <= (select id from alerts where message ->> 'type' <> 'alerts.test' order by id desc offset ${mostKept} limit 1)
          and created_at < now() - interval '1 hour'
          and not exists (select from alert_deliveries where alert_id = a.id and state = 'pending'))
      order by id limit 500)`
  return { alerts: count }
}
