import type { Sql } from '../connect.ts'

/** Alerts that are kept at most, whatever their age. */
const mostKept = 10_000

/** Deletes alerts older than 30 days, and those beyond the newest ten thousand, with their deliveries. */
export async function reclaimAlerts(sql: Sql): Promise<{ alerts: number }> {
  const { count } = await sql`
    delete from alerts where id in (
      select id from alerts
      where created_at < now() - interval '30 days'
        or id <= (select id from alerts order by id desc offset ${mostKept} limit 1)
      order by id limit 500)`
  return { alerts: count }
}
