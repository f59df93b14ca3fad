import type { LeftReason, LeftRecords } from '@syndicate/contracts'
import { durably, type Runner, type Sql } from '../connect.ts'
import { matching, stateOf, visibleRows, type QuarantineFilter } from './conditions.ts'
import { countIn, readFrames, recordsIn } from './read-frames.ts'
import { reachOf } from './reach.ts'
import { takeOut } from './take-out.ts'
import { tallyFrames } from './tally-frames.ts'

interface Discarded {
  discarded: number
  /** Those that are left to be discarded. */
  open: number
  left: LeftRecords[]
  /** Whether there is more than one request looks into. */
  isCut?: true
}

/** @param statementMs how long each statement may take, for it looks through what a caller selects */
export function createQuarantineDiscard(sql: Sql, statementMs?: number) {
  return {
    /** Marks open records as not worth a replay, durably, with who said so. What is being replayed, or was, stays as it is. */
    async discard(
      filter: QuarantineFilter,
      mark: { userId: string; reason: string | null },
      most: number,
    ): Promise<Discarded> {
      return sql.begin(async (tx) => {
        await durably(tx)
        if (statementMs !== undefined) await tx`select set_config('statement_timeout', ${String(statementMs)}, true)`
        const { ids, damaged } = await firstFramed(tx, filter, most)
        await takeOut(tx, ids)
        const { within, isCut: isBeyond } = await reachOf(tx, filter)
        const marked = await tx`
          with chosen as (
            select quarantine.id from ${visibleRows(tx)} where ${matching(tx, filter)} ${within} and ${stateOf(tx)} = 'open'
            order by quarantine.id limit ${most} for update of quarantine
          )
          update quarantine
          set discarded_at = now(), discarded_by = ${mark.userId}, discard_reason = ${mark.reason}
          from chosen where quarantine.id = chosen.id`
        const discarded = marked.count
        const states = await tx<{ state: LeftReason | 'open'; count: number }[]>`
          select ${stateOf(tx)} as state, count(*)::bigint as count
          from ${visibleRows(tx)} where ${matching(tx, filter)} ${within} group by 1 order by 1`
        const left = states.flatMap(({ state, count }) => {
          const others = state === 'discarded' ? count - discarded : count
          return state === 'open' || others === 0 ? [] : [{ reason: state, count: others }]
        })
        if (damaged > 0) left.push({ reason: 'unreadable', count: damaged })
        let isCut = isBeyond
        const tallies = await tallyFrames(tx, filter, { onCut: () => (isCut = true) })
        const framed = tallies.reduce((sum, { count }) => sum + count, -damaged)
        return {
          ...(isCut && { isCut }),
          discarded,
          open: framed + (states.find(({ state }) => state === 'open')?.count ?? 0),
          left,
        }
      })
    },
  }
}

/** Ids of the first records that are in frames; and how many were passed over, because their frames are damaged. */
async function firstFramed(
  tx: Runner,
  filter: QuarantineFilter,
  most: number,
): Promise<{ ids: string[]; damaged: number }> {
  const ids: string[] = []
  let damaged = 0
  for await (const frames of readFrames(tx, filter)) {
    for (const frame of frames) {
      const found = await recordsIn(frame)
      damaged += found ? 0 : countIn(frame)
      ids.push(...(found ?? []).slice(0, most - ids.length).map(({ id }) => id))
      if (ids.length === most) return { ids, damaged }
    }
  }
  return { ids, damaged }
}
