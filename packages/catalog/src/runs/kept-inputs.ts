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

export function createKeptInputs(sql: Sql) {
  return {
    /** Null where there is no such run. */
    async inputOf(runId: string): Promise<RunInput | null> {
      if (!isId(runId)) return null
      const [row] = await sql<RunInput[]>`
        select ${columns(sql)} from runs join inputs on inputs.id = input_id where runs.id = ${runId}`
      return row ?? null
    },
  }
}

function columns(sql: Sql): Fragment {
  return sql`
    runs.id as "runId", state, dataset, format, coalesce(cut->'reading', '{}') as reading, input_id as "inputId",
    reclaimed_at is null as "isKept", inputs.parts, inputs.chunks, first_chunk as "firstChunk", problem`
}
