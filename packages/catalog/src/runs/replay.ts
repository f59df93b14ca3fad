import type { LeftRunReason } from '@syndicate/contracts'
import { durably, type Fragment, type Runner, type Sql } from '../connect.ts'
import { all, earliestLookedAt, mostLookedAt } from '../look.ts'
import { acceptRun, find, wasAnswered, type Acceptance, type NewRun } from './accept.ts'
import { conditionsOf, type RunFilter } from './read.ts'
import { sameInputs } from './same-bytes.ts'

/** Runs by id, or by what they have in common. */
export type RunChoice = ({ ids: string[] } | { filter: Omit<RunFilter, 'limit' | 'cursor'> }) & {
  /** Those into other datasets are not found; null: into any. */
  datasets?: readonly string[] | null
}

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
    /**
     * The runs of a choice, oldest first; of a filter's, the newest twenty thousand that it is about are looked at. `older`: there
     * may be more.
     */
    async weigh(choice: RunChoice): Promise<{ runs: WeighedRun[]; older: boolean }> {
      const { range, others } =
        'ids' in choice
          ? { range: [sql`runs.id = any(${choice.ids}::uuid[])`], others: [] }
          : conditionsOf(sql, { ...choice.filter, limit: mostLookedAt })
      const within = choice.datasets ? [sql`runs.dataset = any(${[...choice.datasets]}::text[])`] : []
      const stop = await earliestLookedAt(sql, sql`runs where ${all(sql, range)}`)
      const runs = await sql<WeighedRun[]>`
        select id, ${leftBecause(sql)} as left, bytes from runs
        where ${all(sql, [...range, ...others, ...within, ...(stop === null ? [] : [sql`runs.id >= ${stop}`])])}
        order by id`
      return { runs, older: stop !== null }
    },

    /**
     * Accepts a run that repeats another, durably, unless the input was run again meanwhile.
     * @returns null when somebody else was quicker
     */
    async acceptOnce(run: NewRun & { replayOf: string; input: { id: string } }): Promise<Acceptance | null> {
      try {
        return await sql.begin(async (tx) => {
          await durably(tx)
          // Whoever repeats a run of this input, one or many, waits here and then sees what was accepted.
          await tx`select from inputs where id = ${run.input.id} for update`
          const [original] = await tx<{ left: LeftRunReason | null }[]>`
            select ${leftBecause(tx)} as left from runs where id = ${run.replayOf}`
          return original?.left === null ? await acceptRun(tx, run) : null
        })
      } catch (error) {
        const committed = wasAnswered(error) ? null : await find(sql, run.id)
        if (committed) return committed
        throw error
      }
    },
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
    when ${wasSentAgain(sql)} then 'replayed'
  end`
}

/** Whether a later run over other input with the same bytes did not come to nothing: the input was mended by sending it again. */
function wasSentAgain(sql: Runner): Fragment {
  return sql`exists (
    select from ${sameInputs(sql, 'later')} as sent join runs as later on later.input_id = sent.id
    where sent.is_same and later.dataset = runs.dataset and later.pipeline = runs.pipeline and later.id > runs.id
      and later.state in ('accepted', 'running', 'published'))`
}
