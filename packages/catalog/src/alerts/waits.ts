import type { Sql } from '../connect.ts'

/** Since when the oldest waits, in seconds; 0 where nothing does. */
export interface AlertWaits {
  /** An end of a run that no rule has looked at. */
  judge: number
  /** A delivery that has not arrived and is still tried. */
  deliver: number
}

export async function alertWaits(sql: Sql): Promise<AlertWaits> {
  const [row] = await sql<AlertWaits[]>`
    select
      coalesce(extract(epoch from now() - (select noted_at from unjudged_ends order by id limit 1)), 0)::float8 as judge,
      coalesce(extract(epoch from now() - (select min(asked_at) from alert_deliveries where state = 'pending')), 0)::float8 as deliver`
  return row!
}
