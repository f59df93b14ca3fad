import type { LeftReason, LeftRecords } from '@syndicate/contracts'
import { durably, type Sql } from '../connect.ts'
import { acceptRun, find, wasAnswered, type Acceptance, type NewRun } from '../runs/accept.ts'
import {
  isWhollyRefused,
  leftBecause,
  matching,
  visibleRows,
  type QuarantineFilter,
  type ReplayTerms,
} from './conditions.ts'
import { reachOf } from './reach.ts'
import { replayableRecords, type Replayable } from './replayable.ts'
import { takeOut } from './take-out.ts'
import { tallyFrames } from './tally-frames.ts'

/** Records on their way into a run, in the order of its input. */
export interface Claim {
  run: NewRun
  ids: string[]
}

interface Weighed {
  replayable: number
  left: LeftRecords[]
  /** Whether there is more than one request looks into. */
  isCut?: true
}

class ClaimLost extends Error {}

export function createQuarantineReplay(sql: Sql) {
  /** A claim as it came out: null when it was lost. When the connection broke before the answer, its runs are looked for. */
  async function outcome(claiming: Promise<Acceptance[]>, runs: NewRun[]): Promise<Acceptance[] | null> {
    try {
      return await claiming
    } catch (error) {
      if (error instanceof ClaimLost) return null
      const committed = wasAnswered(error) ? [] : await Promise.all(runs.map(({ id }) => find(sql, id)))
      const accepted = committed.filter((run) => run !== null)
      if (accepted.length === 0) throw error
      return accepted
    }
  }

  return {
    /** How many records a selection finds that may be replayed, and why the others may not. */
    async weigh(filter: QuarantineFilter, terms: ReplayTerms): Promise<Weighed> {
      const { within, isCut: isBeyond } = await reachOf(sql, filter)
      let isCut = isBeyond
      const framed = await tallyFrames(sql, filter, { terms, onCut: () => (isCut = true) })
      const rows = await sql<{ left: LeftReason | null; count: number }[]>`
        select ${leftBecause(sql, terms)} as left, count(*)::bigint as count
        from ${visibleRows(sql)} where ${matching(sql, filter)} ${within} group by 1`
      const counts = new Map<LeftReason | null, number>()
      for (const { left, count } of [...framed, ...rows]) counts.set(left, (counts.get(left) ?? 0) + count)
      const left = [...counts]
        .flatMap(([reason, count]) => (reason === null ? [] : [{ reason, count }]))
        .toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
      return { replayable: counts.get(null) ?? 0, left, ...(isCut && { isCut }) }
    },

    /** The first of the records that may be replayed, in the order they came in: at least one, at most so many bytes. */
    replayable: (
      filter: QuarantineFilter,
      terms: ReplayTerms,
      most: { records: number; bytes: number },
    ): Promise<Replayable> => replayableRecords(sql, filter, terms, most),

    /**
     * Makes the runs and gives them these records, durably: all of it, or nothing.
     * @returns null when one of the records may no longer be replayed, because somebody else was quicker
     */
    async claim(claims: Claim[], terms: ReplayTerms): Promise<Acceptance[] | null> {
      const ids = claims.flatMap((claim) => claim.ids)
      return outcome(
        sql.begin(async (tx) => {
          await durably(tx)
          await takeOut(tx, ids)
          // In one order, so that two claims wait for each other and never in a circle; then the condition holds again.
          const held = await tx`
            select quarantine.id from ${visibleRows(tx)}
            where quarantine.id = any(${ids}::uuid[]) and ${leftBecause(tx, terms)} is null
            order by quarantine.id for update of quarantine`
          if (held.length < ids.length) throw new ClaimLost()
          const accepted: Acceptance[] = []
          for (const claim of claims) {
            accepted.push(await acceptRun(tx, claim.run))
            await tx`
              update quarantine set replay_run = ${claim.run.id}, replay_position = place.nth - 1
              from unnest(${claim.ids}::uuid[]) with ordinality as place (id, nth) where quarantine.id = place.id`
          }
          return accepted
        }),
        claims.map(({ run }) => run),
      )
    },

    /**
     * Makes a run that repeats one whose replay came to nothing, and passes its records on, durably.
     * @returns null when some of them are no longer its own, or what they were refused by is no longer live
     */
    async passOn(run: NewRun, from: string): Promise<Acceptance | null> {
      const passedOn = await outcome(
        sql.begin(async (tx) => {
          await durably(tx)
          const accepted = await acceptRun(tx, run)
          const passed = await tx`
            update quarantine set replay_run = ${run.id}
            where replay_run = ${from} and discarded_at is null
              and exists (select from runs where id = ${from} and state in ('failed', 'cancelled', 'rejected'))
              and (exists (
                select from versions join datasets on datasets.name = versions.dataset
                where versions.run_id = quarantine.run_id and versions.version <@ datasets.lineage
              ) or exists (select from runs where runs.id = quarantine.run_id and ${isWhollyRefused(tx)}))`
          if (passed.count !== run.claimed) throw new ClaimLost()
          return [accepted]
        }),
        [run],
      )
      return passedOn && passedOn[0]!
    },
  }
}
