import { durably, type Sql } from '../connect.ts'
import { all, earliestLookedAt, mostLookedAt } from '../look.ts'
import { conditionsOf, wantsAttention } from './read.ts'
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

/** @param statementMs how long each statement may take, for it looks through what a caller selects */
export function createDealtWith(sql: Sql, statementMs?: number) {
  return {
    /** Marks runs that came to nothing or refused records, durably, oldest first; of a filter's, the newest that one look takes. */
    markDealtWith: (choice: RunChoice, { userId, dealtWith, most }: Marking): Promise<MarkedRuns> =>
      sql.begin(async (tx) => {
        await durably(tx)
        if (statementMs !== undefined) await tx`select set_config('statement_timeout', ${String(statementMs)}, true)`
        const { range, others } =
          'ids' in choice
            ? { range: [tx`runs.id = any(${choice.ids}::uuid[])`], others: [] }
            : conditionsOf(tx, { ...choice.filter, limit: mostLookedAt })
        const within = choice.datasets ? [tx`runs.dataset = any(${[...choice.datasets]}::text[])`] : []
        const stop = await earliestLookedAt(tx, tx`runs where ${all(tx, range)}`)
        const wanted = [...range, ...others, ...within, ...(stop === null ? [] : [tx`runs.id >= ${stop}`])]
        const [row] = await sql<{ found: number; marked: number }[]>`
        with found as (
          select id, (dealt_with_at is null) = ${dealtWith}
            and (${wantsAttention(tx)} or state = 'cancelled') as fits
          from runs where ${all(tx, wanted)}
        ), marked as (
          update runs set
            dealt_with_at = ${dealtWith ? tx`now()` : tx`null`}, dealt_with_by = ${dealtWith ? userId : null}::uuid
          from (select id from found where fits order by id limit ${most}) as chosen
          where runs.id = chosen.id and (dealt_with_at is null) = ${dealtWith} returning 1
        )
        select (select count(*) from found)::int as found, (select count(*) from marked)::int as marked`
        const { found, marked } = row!
        return { marked, left: found - marked, more: stop !== null || marked === most }
      }),
  }
}
