import type { Fragment, Runner } from './connect.ts'

/**
 * How many rows one page looks at, newest first, to find those that are wanted: some ten milliseconds' worth, whatever there
 * is. Needs no index for each way to ask, and no extension for parts of words.
 */
export const mostLookedAt = 20_000

/**
 * Where a page stops to look; null where it may look to the end.
 * @param rows a table, and a range of an index of it that ends in `id`
 */
export async function earliestLookedAt(sql: Runner, rows: Fragment): Promise<string | null> {
  const [row] = await sql<{ id: string }[]>`select id from ${rows} order by id desc offset ${mostLookedAt - 1} limit 1`
  return row?.id ?? null
}

/** An id says when a gateway's clock made it, and other times are PostgreSQL's or earlier: they may differ by as much. */
export const mostSkewMs = 24 * 3600_000

/** What a page is to show. */
export interface Conditions {
  /** A range of the one index that serves it best, which has all of them in order of their ids. */
  range: Fragment[]
  /** What has to be looked at row by row. */
  others: Fragment[]
}

/** The conditions that were asked for. */
export function chosen(...conditions: (Fragment | string | false | undefined)[]): Fragment[] {
  return conditions.filter((condition) => typeof condition === 'object')
}

/** All of the conditions. */
export function all(sql: Runner, conditions: Fragment[]): Fragment {
  return conditions.reduce((sum, condition) => sql`${sum} and ${condition}`, sql`true`)
}
