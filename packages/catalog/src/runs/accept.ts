import {
  ProblemError,
  shortText,
  type Format,
  type OnInvalid,
  type DatasetMode,
  type ProblemCode,
  type RunState,
} from '@syndicate/contracts'
import postgres from 'postgres'
import { partRows } from '../bytes/with-rows.ts'
import { together, type Fragment, type Runner } from '../connect.ts'
import { conflicts, hasRoom, isOtherwiseKeyed, obstacles, refuseFor, tooManyRuns } from './obstacles.ts'
import type { Obstacles, RunToBe } from './obstacles.ts'
import { isTaken, shares, type Ownership } from './ownership.ts'

export interface NewRun extends Ownership {
  id: string
  /** Hash of a kept recipe. */
  recipe: string
  userId: string
  mode: DatasetMode
  onInvalid: OnInvalid
  format: Format
  idempotencyKey: string | null
  /** Says whether a repeat of the key asks for the same thing. */
  requestHash: string
  replayOf: string | null
  /** How many records it takes out of quarantine. Such a run adds to the live version, also where others replace it. */
  claimed?: number
  /** A user with so many unfinished runs gets no more. Some that come at the same moment may pass. */
  mostUnfinished?: number | null
  /** Where in a trace it belongs, as W3C's `traceparent`; none: nobody traces. */
  trace?: string | null
  /** What the run reads: an input of its own, or that of the run it replays. */
  input: NewInput | { id: string }
}

export interface NewInput {
  id: string
  /** Uncompressed. */
  bytes: number
  parts: number
  sha256: string
  /** What the file was called, where somebody said so. */
  fileName?: string | undefined
  /** How many of the parts are chunks, which is all of them; null when it has yet to be cut. */
  chunks: number | null
  /** Within which limits it is cut, now and again. */
  cut: unknown
  /** How long cutting took, in milliseconds. */
  cutMs: number
  /** Why no more of it could be cut. */
  problem?: { code: ProblemCode; detail: string } | undefined
  /** The one part of a small input, which then needs no statement of its own. */
  only?: Uint8Array
}

export interface Acceptance {
  runId: string
  state: RunState
  dataset: string
  /** An earlier request with the same Idempotency-Key made this run. */
  repeated: boolean
  /** Unfinished runs the user had before this one, counted as far as `mostAhead`. */
  ahead: number
  /** Runs that its job begins as well, for they were accepted with it; null when another's job begins this one. */
  leads: string[] | null
}

/**
 * Says of a run that its chunks are the parts of its input. Versions of the program that cut otherwise find a number above
 * theirs in it, and leave the run alone.
 */
export const byParts = '{"version":2}'
/** The same of a run whose keys are settled before it ends, which an earlier version would not do. */
const keyedByParts = '{"version":3}'

/** How a run by a recipe is cut. */
export function cutBy(sql: Runner, recipes: Fragment): Fragment {
  return sql`case when ${recipes}.key is null then ${byParts} else ${keyedByParts} end::json`
}

/** Whether a row of `runs` is cut as this version does it: one that came later may have started it over meanwhile. */
export function isCutAlike(sql: Runner): Fragment {
  return sql`runs.cut ->> 'version' = case when runs.keyed then '3' else '2' end`
}

/** More unfinished runs than this are not counted: they make no difference any more. */
export const mostAhead = 100

/** How often a run is tried again because what stood in its way has just ended. */
const mostTries = 5

/**
 * Makes the run and its input the system's own, in one durable statement: all of it is kept, or nothing.
 * When the connection breaks before the answer, the run is looked for: it may have been committed all the same.
 * Throws idempotency-conflict, dataset-taken, dataset-mode-conflict, dataset-key-conflict, too-many-runs, input-reclaimed, unavailable when parts of the
 * input did not outlive a crash.
 */
export async function acceptRun(sql: Runner, run: NewRun): Promise<Acceptance> {
  for (let tries = 0; tries < mostTries; tries++) {
    const accepted = await tryAccept(sql, run)
    if (accepted) return accepted
  }
  throw tooManyRuns(run)
}

/** @returns null when what stood in its way is gone: then it may be tried again */
async function tryAccept(sql: Runner, run: NewRun): Promise<Acceptance | null> {
  try {
    const [added] = await sql<{ ahead: number }[]>`
      with allowed as (
        select set_config('synchronous_commit', 'on', true)
        where not ${conflicts(sql, run)} and not ${isOtherwiseKeyed(sql, run)} and not ${isTaken(sql, run)}
          and ${hasRoom(sql, run)}
      ), ${owned(sql, run.input)}
      insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format,
        idempotency_key, request_hash, replay_of, claimed, shares, keyed, cut, trace, bytes)
      select ${run.id}, hash, owned.id, ${run.userId}, ${run.pipeline}, ${run.dataset}, ${run.mode},
        ${run.onInvalid}, ${run.format}, ${run.idempotencyKey}, ${run.requestHash}, ${run.replayOf},
        ${run.claimed ?? null}, ${shares(run)}, key is not null, ${cutBy(sql, sql`recipes`)}, ${run.trace ?? null}, owned.bytes
      from owned join recipes on hash = ${run.recipe}
      returning (
        select count(*) from (
          select from runs where user_id = ${run.userId} and state in ('accepted', 'running') limit ${mostAhead}
        ) as unfinished
      ) as ahead`
    if (!added) return await answerOf(sql, run)
    return { runId: run.id, state: 'accepted', dataset: run.dataset, repeated: false, ahead: added.ahead, leads: [] }
  } catch (error) {
    if (violates(error, 'runs_idempotency')) return firstOf(sql, run)
    if (violates(error, 'inputs_pkey'))
      throw new ProblemError('input-reclaimed', 'Nothing was added to it for too long')
    const committed = wasAnswered(error) ? null : await find(sql, run.id)
    if (committed) return committed
    throw error
  }
}

/**
 * Whether a run would be refused whatever its input is: then nobody need send it. One that repeats an earlier request is not.
 * Throws dataset-taken, dataset-mode-conflict, dataset-key-conflict, too-many-runs.
 */
export async function refuseInAdvance(sql: Runner, run: RunToBe & Pick<NewRun, 'idempotencyKey'>): Promise<void> {
  const [found] = await sql<(Obstacles & { repeats: boolean })[]>`
    select ${obstacles(sql, run)}, ${isRepeat(sql, run)} as repeats`
  if (found && !found.repeats) refuseFor(run, found)
}

/** Whether PostgreSQL or this program said no, rather than a connection that broke before anybody said anything. */
export function wasAnswered(error: unknown): boolean {
  return error instanceof postgres.PostgresError || error instanceof ProblemError
}

/** Whether an earlier request with the same Idempotency-Key made a run, and that or a replay of it has not come to nothing. */
function isRepeat(sql: Runner, run: Keyed): Fragment {
  return sql`exists (
    select from runs as keyed join runs on runs.input_id = keyed.input_id
    where ${hasKey(sql, run)} and ${cameToSomething(sql)})`
}

/** Why no more of an input could be cut, as it is stored. */
export function problemOf({ problem }: NewInput): string | null {
  return problem ? JSON.stringify({ ...problem, detail: shortText(problem.detail) }) : null
}

/** Whether all of an input is there. */
function isWhole(sql: Runner, input: NewRun['input']): Fragment {
  if (!('parts' in input)) return sql`exists (select from inputs where id = ${input.id})`
  if (input.only) return sql`true`
  return sql`((select count(*) from input_parts where input_id = ${input.id}) = ${input.parts})`
}

/**
 * Of a run that was not added: the run that an earlier request made, or the reason as an error. An earlier request comes
 * first: what has changed since then is no reason to refuse what was accepted.
 * @returns null when nothing is in its way any more: a run has just ended
 */
async function answerOf(sql: Runner, run: NewRun): Promise<Acceptance | null> {
  const [found] = await sql<(Obstacles & { repeats: boolean; reclaimed: boolean; whole: boolean })[]>`
    select ${obstacles(sql, run)}, ${isRepeat(sql, run)} as repeats,
      exists (select from inputs where id = ${run.input.id} and reclaimed_at is not null) as reclaimed,
      ${isWhole(sql, run.input)} as whole`
  if (found!.repeats) return firstOf(sql, run)
  if (found!.reclaimed) throw new ProblemError('input-reclaimed', 'What this run read is no longer kept')
  refuseFor(run, found!)
  if (!found!.whole) throw new ProblemError('unavailable', 'Parts of the input were lost; send it again')
  return null
}

/** The run, when it was accepted after all. */
export async function find(sql: Runner, id: string): Promise<Acceptance | null> {
  const [run] = await sql<{ state: RunState; dataset: string }[]>`select state, dataset from runs where id = ${id}`
  return run ? { ...run, runId: id, repeated: false, ahead: 0, leads: [] } : null
}

/** CTEs that end in `owned`: the input the run reads, now the system's own. */
function owned(sql: Runner, input: NewRun['input']): Fragment {
  // The lock keeps the collector from declaring the input gone before the run is there to be seen.
  if (!('parts' in input))
    return sql`owned as (
      select id, bytes from inputs, allowed where id = ${input.id} and reclaimed_at is null for key share of inputs
    )`
  return sql`
    owned as (
      insert into inputs (id, bytes, parts, sha256, chunks, cut, cut_ms, problem, file_name)
      select ${input.id}, ${input.bytes}, ${input.parts}, ${input.sha256}, ${input.chunks},
        ${JSON.stringify(input.cut)}::text::json, ${input.cutMs},
        ${problemOf(input)}::text::json, ${input.fileName ?? null}
      from allowed
      where ${isWhole(sql, input)}
      returning id, bytes
    )${
      input.only
        ? sql`, part as (${partRows(sql, sql`(select id as input_id, ${input.only}::bytea as part from owned) as given`)})`
        : sql``
    }`
}

function violates(error: unknown, constraint: string): boolean {
  return error instanceof postgres.PostgresError && error.constraint_name === constraint
}

type Keyed = Pick<NewRun, 'userId' | 'idempotencyKey'>

/** Whether a row named `keyed` is the run that was made under this key. */
function hasKey(sql: Runner, { userId, idempotencyKey }: Keyed): Fragment {
  return sql`keyed.user_id = ${userId} and keyed.idempotency_key = ${idempotencyKey}`
}

function cameToSomething(sql: Runner): Fragment {
  return sql`runs.state in ('accepted', 'running', 'published')`
}

/**
 * The run that an earlier request with the same Idempotency-Key made, or a replay of it where it came to nothing itself. Where
 * all came to nothing, their key is taken off them.
 * @returns null when the key is free
 * Throws idempotency-conflict.
 */
async function firstOf(sql: Runner, run: NewRun): Promise<Acceptance | null> {
  const [first] = await sql<{ id: string; state: RunState; dataset: string; requestHash: string }[]>`
    select runs.id, runs.state, runs.dataset, keyed.request_hash as "requestHash"
    from runs as keyed join runs on runs.input_id = keyed.input_id
    where ${hasKey(sql, run)} and ${cameToSomething(sql)}
    order by runs.id limit 1`
  if (!first) {
    await together(sql, async (tx) => {
      // Whoever replays it meanwhile is waited for, and then seen.
      await tx`select from inputs where id in (select input_id from runs as keyed where ${hasKey(tx, run)}) for update`
      await tx`
        update runs as keyed set idempotency_key = null
        where ${hasKey(tx, run)} and not exists (
          select from runs where runs.input_id = keyed.input_id and ${cameToSomething(tx)})`
    })
    return null
  }
  if (first.requestHash !== run.requestHash) throw new ProblemError('idempotency-conflict')
  return { runId: first.id, state: first.state, dataset: first.dataset, repeated: true, ahead: 0, leads: [] }
}
