import type { LeftRunReason } from '@syndicate/contracts'
import { durably, type Fragment, type Runner, type Sql } from '../connect.ts'
import { all, earliestLookedAt, mostLookedAt } from '../look.ts'
import { acceptRun, type Acceptance, type NewRun } from './accept.ts'
import { conditionsOf, type RunFilter } from './read.ts'

/** Runs by id, or by what they have in common. */
export type RunChoice = { ids: string[] } | { filter: Omit<RunFilter, 'limit' | 'cursor'> }

/** A run as it stands to being replayed. */
export interface WeighedRun {
  id: string
  /** Why it is left; null when it may be replayed. */
  left: LeftRunReason | null
  /** Of its input, uncompressed. */
  bytes: number
}

export function createRunReplay(sql: Sql) {
  return {
    /** The runs of a choice, oldest first; of a filter's, the newest twenty thousand that it is about are looked at. */
    async weigh(choice: RunChoice): Promise<WeighedRun[]> {
      const { range, others } =
        'ids' in choice
          ? { range: [sql`runs.id = any(${choice.ids}::uuid[])`], others: [] }
          : conditionsOf(sql, { ...choice.filter, limit: mostLookedAt })
      const stop = await earliestLookedAt(sql, sql`runs where ${all(sql, range)}`)
      return sql<WeighedRun[]>`
        select id, ${leftBecause(sql)} as left, bytes from runs
        where ${all(sql, [...range, ...others, ...(stop === null ? [] : [sql`runs.id >= ${stop}`])])}
        order by id`
    },

    /**
     * Accepts a run that repeats another, durably, unless the input was run again meanwhile.
     * @returns null when somebody else was quicker
     */
    acceptOnce: (run: NewRun & { replayOf: string; input: { id: string } }): Promise<Acceptance | null> =>
      sql.begin(async (tx) => {
        await durably(tx)
        // Whoever repeats a run of this input waits here, and then sees what was accepted.
        await tx`select from inputs where id = ${run.input.id} for no key update`
        const [original] = await tx<{ left: LeftRunReason | null }[]>`
          select ${leftBecause(tx)} as left from runs where id = ${run.replayOf}`
        return original?.left === null ? acceptRun(tx, run) : null
      }),
  }
}

/** Why a row of `runs` is not repeated; null when it is. Of several runs over an input only the latest is. */
function leftBecause(sql: Runner): Fragment {
  return sql`case
    when runs.state in ('accepted', 'running') then 'under-way'
    when runs.state = 'published' then 'published'
    when exists (
      select from runs as later
      where later.input_id = runs.input_id and (later.created_at, later.id) > (runs.created_at, runs.id)
    ) then 'replayed'
    when exists (select from inputs where inputs.id = runs.input_id and reclaimed_at is not null) then 'input-reclaimed'
  end`
}
