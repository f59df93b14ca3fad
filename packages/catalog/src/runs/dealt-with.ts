import type { Sql } from '../connect.ts'
import { all, earliestLookedAt, mostLookedAt } from '../look.ts'
import { conditionsOf } from './read.ts'
import type { RunChoice } from './replay.ts'

interface Marking {
  userId: string
  /** False takes it back. */
  dealtWith: boolean
  /** Runs that one request marks. */
  most: number
}

export interface MarkedRuns {
  marked: number
  /** Of those the choice finds. */
  left: number
  more: boolean
}

export function createDealtWith(sql: Sql) {
  return {
    /** Marks runs that came to nothing or refused records, oldest first; of a filter's, the newest that one look takes. */
    async markDealtWith(choice: RunChoice, { userId, dealtWith, most }: Marking): Promise<MarkedRuns> {
      const { range, others } =
        'ids' in choice
          ? { range: [sql`runs.id = any(${choice.ids}::uuid[])`], others: [] }
          : conditionsOf(sql, { ...choice.filter, limit: mostLookedAt })
      const within = choice.datasets ? [sql`runs.dataset = any(${[...choice.datasets]}::text[])`] : []
      const stop = await earliestLookedAt(sql, sql`runs where ${all(sql, range)}`)
      const wanted = [...range, ...others, ...within, ...(stop === null ? [] : [sql`runs.id >= ${stop}`])]
      const [row] = await sql<{ found: number; marked: number }[]>`
        with found as (
          select id, (dealt_with_at is null) = ${dealtWith}
            and (state in ('rejected', 'failed', 'cancelled') or (state = 'published' and quarantined > 0)) as fits
          from runs where ${all(sql, wanted)}
        ), marked as (
          update runs set
            dealt_with_at = ${dealtWith ? sql`now()` : sql`null`}, dealt_with_by = ${dealtWith ? userId : null}::uuid
          from (select id from found where fits order by id limit ${most}) as chosen
          where runs.id = chosen.id and (dealt_with_at is null) = ${dealtWith} returning 1
        )
        select (select count(*) from found)::int as found, (select count(*) from marked)::int as marked`
      const { found, marked } = row!
      return { marked, left: found - marked, more: stop !== null || marked === most }
    },
  }
}
