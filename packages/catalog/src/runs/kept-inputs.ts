import { isId, type Format, type ProblemCode, type ReadOptions, type RunState } from '@syndicate/contracts'
import type { Fragment, Sql } from '../connect.ts'

/** The input of a run, and where the parts of it are. */
export interface RunInput {
  runId: string
  state: RunState
  dataset: string
  format: Format
  /** How it was read, as far as that was said or found out. */
  reading: ReadOptions
  inputId: string
  /** Whether its bytes are still there. */
  isKept: boolean
  /** How many parts came. */
  parts: number
  /** How many parts, from `firstChunk` on, are chunks; null while it has yet to be cut. */
  chunks: number | null
  firstChunk: number
  /** Why it could not be cut to its end. */
  problem: { code: ProblemCode; detail: string } | null
}

/** One of the newest inputs of a pipeline, which is cut, by its last run. */
export interface EarlierInput extends Pick<RunInput, 'runId' | 'state' | 'dataset' | 'inputId' | 'firstChunk'> {
  chunks: number
  /** Whether all that the run refused can still be told. */
  knowsRefused: boolean
}

/** How many runs are looked at for their inputs. */
const mostLookedAt = 1000

export function createKeptInputs(sql: Sql) {
  return {
    /** Null where there is no such run. */
    async inputOf(runId: string): Promise<RunInput | null> {
      if (!isId(runId)) return null
      const [row] = await sql<RunInput[]>`
        select ${columns(sql)} from runs join inputs on inputs.id = input_id where runs.id = ${runId}`
      return row ?? null
    },

    /**
     * Those that the newest runs of a pipeline brought, of each input the last run that has ended. Left out are those that are no
     * longer kept, or could not be cut.
     * @param datasets null: all
     */
    async newestInputs(
      pipeline: string,
      { datasets, most }: { datasets: readonly string[] | null; most: number },
    ): Promise<EarlierInput[]> {
      return sql<EarlierInput[]>`
        with ended as (
          select * from runs
          where pipeline = ${pipeline} and state in ('published', 'rejected', 'failed', 'cancelled')
            and (${datasets}::text[] is null or dataset = any(${datasets}::text[]))
          order by id desc limit ${mostLookedAt}
        ), newest as (
          select distinct on (inputs.sha256) ended.id as "runId", state, dataset, inputs.id as "inputId", first_chunk as "firstChunk",
            inputs.chunks, quarantined
          from ended join inputs on inputs.id = input_id
          where reclaimed_at is null and inputs.problem is null and inputs.chunks > 0
          order by inputs.sha256, ended.id desc
        )
        select "runId", state, dataset, "inputId", "firstChunk", chunks, state in ('published', 'rejected') and quarantined = (
          select coalesce(sum(records), 0) from refusals where run_id = "runId" and ordinal < chunks
        ) as "knowsRefused"
        from newest order by "runId" desc limit ${most}`
    },
  }
}

function columns(sql: Sql): Fragment {
  return sql`
    runs.id as "runId", state, dataset, format, coalesce(inputs.cut->'reading', '{}') as reading, input_id as "inputId",
    reclaimed_at is null as "isKept", inputs.parts, inputs.chunks, first_chunk as "firstChunk", inputs.problem`
}
