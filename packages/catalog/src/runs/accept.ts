import { ProblemError, type Format, type OnInvalid, type DatasetMode, type RunState } from '@syndicate/contracts'
import { durably, type Sql } from '../connect.ts'

export interface NewRun {
  id: string
  /** Hash of a kept recipe. */
  recipe: string
  userId: string
  pipeline: string
  dataset: string
  mode: DatasetMode
  onInvalid: OnInvalid
  format: Format
  idempotencyKey: string | null
  /** Says whether a repeat of the key asks for the same thing. */
  requestHash: string
  replayOf: string | null
  /** What the run reads: an input of its own, or that of the run it replays. */
  input: NewInput | { id: string }
}

export interface NewInput {
  id: string
  /** Uncompressed. */
  bytes: number
  parts: number
  sha256: string
  /** The one part of a small input, which then needs no statement of its own. */
  only?: Uint8Array
}

export interface Acceptance {
  runId: string
  state: RunState
  dataset: string
  /** An earlier request with the same Idempotency-Key made this run. */
  repeated: boolean
}

/**
 * Makes the run and its input the system's own, in one durable transaction.
 * Throws idempotency-conflict, dataset-mode-conflict.
 */
export async function acceptRun(sql: Sql, run: NewRun): Promise<Acceptance> {
  const accepted = await sql
    .begin(async (tx) => {
      const [, , , rows] = await Promise.all([
        durably(tx),
        insertInput(tx, run.input),
        insertOnlyPart(tx, run.input),
        tx<{ conflict: boolean }[]>`
          with added as (
            insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format,
              idempotency_key, request_hash, replay_of, bytes)
            select ${run.id}, ${run.recipe}, inputs.id, ${run.userId}, ${run.pipeline}, ${run.dataset}, ${run.mode},
              ${run.onInvalid}, ${run.format}, ${run.idempotencyKey}, ${run.requestHash}, ${run.replayOf}, inputs.bytes
            from inputs where inputs.id = ${run.input.id}
            on conflict (user_id, idempotency_key) where idempotency_key is not null do nothing
            returning id
          )
          select exists (select from datasets where name = ${run.dataset} and mode <> ${run.mode}) as conflict from added`,
      ])
      if (!rows[0]) throw new KeyTaken()
      if (rows[0].conflict) {
        throw new ProblemError('dataset-mode-conflict', `Dataset ${run.dataset} exists, and not in mode ${run.mode}`)
      }
      return { runId: run.id, state: 'accepted' as const, dataset: run.dataset, repeated: false }
    })
    .catch((error: unknown) => {
      if (error instanceof KeyTaken) return null
      throw error
    })
  return accepted ?? (await firstOf(sql, run))
}

/** Ends the transaction, so that nothing of the repeated request stays. */
class KeyTaken extends Error {}

function insertInput(tx: Sql | Parameters<Parameters<Sql['begin']>[1]>[0], input: NewRun['input']) {
  if (!('parts' in input)) return
  return tx`
    insert into inputs (id, bytes, parts, sha256)
    values (${input.id}, ${input.bytes}, ${input.parts}, ${input.sha256})`
}

function insertOnlyPart(tx: Sql | Parameters<Parameters<Sql['begin']>[1]>[0], input: NewRun['input']) {
  if (!('only' in input) || !input.only) return
  return tx`insert into input_parts (input_id, ordinal, data) values (${input.id}, 0, ${input.only})`
}

async function firstOf(sql: Sql, run: NewRun): Promise<Acceptance> {
  const [first] = await sql<{ id: string; state: RunState; dataset: string; requestHash: string }[]>`
    select id, state, dataset, request_hash as "requestHash" from runs
    where user_id = ${run.userId} and idempotency_key = ${run.idempotencyKey}`
  if (first?.requestHash !== run.requestHash) throw new ProblemError('idempotency-conflict')
  return { runId: first.id, state: first.state, dataset: first.dataset, repeated: true }
}
