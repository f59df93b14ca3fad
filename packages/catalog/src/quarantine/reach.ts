import type { Fragment, Runner } from '../connect.ts'
import { matching, stateOf, visibleRows, type QuarantineFilter } from './conditions.ts'
import { looksInside, mostSoughtBytes, textBytes } from './sought.ts'

/** The rows of `quarantine` that one request looks into to select some by their texts. */
export interface Reach {
  /** A condition on a row, to be added to others. */
  within: Fragment
  /** Whether there is a row beyond that may be open. */
  isCut: boolean
}

/**
 * How far one request looks into rows, in the order they came in: untouched ones, and beside them those that were touched, so
 * that those which are done with do not stand before the others.
 */
export async function reachOf(sql: Runner, filter: QuarantineFilter): Promise<Reach> {
  if (!looksInside(filter)) return { within: sql``, isCut: false }
  const { reason: _reason, q: _q, ...cheap } = filter
  const untouched = sql`(discarded_at is null and replay_run is null)`
  const ends = await sql<{ run: string; id: string; isUntouched: boolean; isCut: boolean }[]>`
    select distinct on ("isUntouched") run_id as run, id, "isUntouched",
      bool_or(state = 'open') over (partition by "isUntouched") as "isCut"
    from (
      select quarantine.run_id, quarantine.id, ${untouched} as "isUntouched", ${stateOf(sql)} as state,
        sum(${textBytes(sql)}) over (
          partition by ${untouched} order by quarantine.run_id, quarantine.id rows unbounded preceding
        ) - ${textBytes(sql)} as before
      from ${visibleRows(sql)} where ${matching(sql, cheap)}
    ) as counted
    where before > ${mostSoughtBytes} order by "isUntouched", run_id, id`
  const conditions = ends.map(
    ({ run, id, isUntouched }) => sql`
      and (${isUntouched ? sql`not ${untouched}` : untouched}
        or (quarantine.run_id, quarantine.id) < (${run}::uuid, ${id}::uuid))`,
  )
  return {
    within: conditions.reduce((sum, each) => sql`${sum} ${each}`, sql``),
    isCut: ends.some(({ isCut }) => isCut),
  }
}
