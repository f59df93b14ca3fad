import { newId } from '@syndicate/contracts'
import { durably, type Runner, type Sql } from '../connect.ts'
import { nothingFound, type Findings, type SearchedRun, type TakenErasure } from './erasure.ts'
import { endedUnsearched, unfinishedBefore } from './runs.ts'

/** Rows of a chunk that are meant. */
export interface Find {
  runId: string
  ordinal: number
  rows: number[]
}

/** Longest that one is left which something is wrong with. */
const mostHeldUpSeconds = 60

export class LeaseLost extends Error {}

/** What whoever works on erasures asks and notes. */
export function createErasureWork(sql: Sql) {
  return {
    /** Takes on the one that has waited longest, for so long; another process takes it when that is over. */
    async take(leaseMs: number): Promise<TakenErasure | null> {
      const [row] = await sql<TakenErasure[]>`
        with due as (
          select id from erasures where step <> 'done' and due_at <= now() order by due_at limit 1 for update skip locked
        )
        update erasures e set taken = taken + 1, due_at = now() + ${leaseMs} * interval '1 millisecond'
        from due where e.id = due.id
        returning e.id, dataset, dry_run as "dryRun", asked_by as "askedBy", asked_at::text as "askedAt", selector, taken`
      return row ?? null
    },

    /** Holds it for longer. Throws LeaseLost when another process has it. */
    async renew(erasure: TakenErasure, leaseMs: number): Promise<void> {
      await heldBy(sql, erasure, leaseMs)
    },

    /** Leaves it to whoever comes next, after some time: nothing is wrong with it. */
    async putOff({ id, taken }: TakenErasure, ms: number): Promise<void> {
      await sql`
        update erasures set due_at = now() + ${ms} * interval '1 millisecond',
          findings = (findings::jsonb - 'heldUp')::json
        where id = ${id} and taken = ${taken} and step <> 'done'`
    },

    /** The same where something is wrong, of which whoever asks is told: each time in a row it is left for longer. */
    async holdUp({ id, taken }: TakenErasure, why: string): Promise<void> {
      await sql`
        update erasures e set due_at = now() + least(power(2, tries), ${mostHeldUpSeconds}) * interval '1 second',
          findings = (findings::jsonb || jsonb_build_object('heldUp',
            jsonb_build_object('why', ${why}::text, 'tries', tries + 1)))::json
        from (
          select id, least(coalesce((findings #>> '{heldUp,tries}')::int, 0), 30) as tries from erasures where id = ${id}
        ) as was
        where e.id = was.id and taken = ${taken} and step <> 'done'`
    },

    /** Runs that have ended and are to be looked at, the oldest first. */
    async unsearched({ id }: TakenErasure, most: number): Promise<SearchedRun[]> {
      return sql<SearchedRun[]>`
        select unsearched.id, recipe, input_id as "inputId", input_kept as "isInputKept", input_swept as "isInputSwept", cut_short as "isCutShort", input_parts as parts,
          input_chunks as chunks, coalesce(input_first, 0) as "firstChunk",
          case when error_code <> 'invalid-records' then error_detail end as error
        from erasures e cross join lateral ${endedUnsearched(sql, most)} where e.id = ${id}`
    },

    /** Notes rows of a chunk: nothing counts before `apply`. */
    async noteFind({ id }: TakenErasure, { runId, ordinal, rows }: Find): Promise<void> {
      await sql`
        insert into erasure_finds (erasure_id, run_id, ordinal, rows)
        select ${id}, run_id, ordinal, ${rows} from chunks where run_id = ${runId} and ordinal = ${ordinal}
        on conflict (erasure_id, run_id, ordinal) do update set rows = excluded.rows`
    },

    /** Adds what was found of a run, and notes that it was looked at when that `isOver`. Throws LeaseLost. */
    async noteSearched(
      erasure: TakenErasure,
      runId: string,
      found: Pick<Findings, 'refused' | 'inputs' | 'unreadableInputs'>,
      isOver: boolean,
    ): Promise<void> {
      await sql.begin(async (tx) => {
        const findings = await heldBy(tx, erasure)
        if (isOver)
          await tx`
            insert into erasure_runs (erasure_id, run_id) values (${erasure.id}, ${runId}) on conflict do nothing`
        const { examples } = findings
        await keepFindings(tx, erasure, {
          ...findings,
          refused: findings.refused + found.refused,
          inputs: findings.inputs + found.inputs,
          unreadableInputs: findings.unreadableInputs + found.unreadableInputs,
          examples: found.inputs > 0 ? { ...examples, inputs: [...examples.inputs, runId].slice(0, 10) } : examples,
        })
      })
    },

    /**
     * Ends it, if no run is left that may hold what it is about and was not looked at: then what was asked for is forgotten, and
     * the audit trail has that it was done. Durable when it resolves. Throws LeaseLost.
     * @returns whether it is over
     */
    async end(erasure: TakenErasure): Promise<boolean> {
      const { id, dryRun, dataset, askedBy } = erasure
      return sql.begin(async (tx) => {
        await durably(tx)
        await heldBy(tx, erasure)
        const { count } = await tx`
          update erasures e set step = 'done', selector = null, ended_at = now()
          where id = ${id} and (${dryRun} or not exists (select from ${unfinishedBefore(tx)})) and not exists (select from ${endedUnsearched(tx, 1)})`
        if (count === 0) return false
        await tx`delete from erasure_finds where erasure_id = ${id}`
        await tx`delete from erasure_runs where erasure_id = ${id}`
        if (!dryRun)
          await tx`
            insert into audit (id, at, kind, outcome, user_id, target, agent)
            values (${newId()}, now(), 'dataset.erase', 'done', ${askedBy}, ${dataset}, ${`erasure ${id}`})`
        return true
      })
    },
  }
}

/** What was found so far, as long as this process has the erasure, which it then goes on to have. */
export async function heldBy(sql: Runner, { id, taken }: TakenErasure, leaseMs = 60_000): Promise<Findings> {
  const [row] = await sql<{ findings: Partial<Findings> }[]>`
    update erasures set due_at = now() + ${leaseMs} * interval '1 millisecond'
    where id = ${id} and taken = ${taken} and step <> 'done' returning findings`
  if (!row) throw new LeaseLost('Another process works on this erasure')
  return { ...nothingFound(), ...row.findings }
}

export async function keepFindings(tx: Runner, { id }: TakenErasure, findings: Findings): Promise<void> {
  await tx`update erasures set findings = ${JSON.stringify(findings)}::text::json where id = ${id}`
}
