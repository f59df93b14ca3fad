import {
  isId,
  shortText,
  type DatasetMode,
  type Format,
  type OnInvalid,
  type ProblemCode,
  type RunCounts,
  type RunState,
} from '@syndicate/contracts'
import { createBatcher } from '@syndicate/timing'
import { durably, type Fragment, type Sql } from '../connect.ts'
import { byParts } from './accept.ts'

/** What `extract` needs to know of a run. */
export interface StartedRun {
  id: string
  pipeline: string
  dataset: string
  recipe: string
  format: Format
  inputId: string
  /** Of the input, uncompressed. */
  bytes: number
  parts: number
  /** How many of its parts are chunks; null when it has yet to be cut. */
  chunks: number | null
  /** Within which limits its input is cut; null when that was not settled when it came. */
  cut: unknown
  /** Why the input could not be cut to its end. */
  problem: { code: ProblemCode; detail: string } | null
  /** True when this start moved the run out of `accepted`. */
  first: boolean
  /** True when chunks may be left of a version of the program that cut otherwise. */
  isOld: boolean
  createdAt: Date
}

/** What is known of a run that just ended. */
export interface EndedRun {
  id: string
  pipeline: string
  dataset: string
  state: RunState
  /** Where in a trace it belongs, as W3C's `traceparent`; null where nobody traces. */
  trace: string | null
}

/** A run that failed, with its books. */
export interface FailedRun extends EndedRun {
  counts: RunCounts
}

const nothing: RunCounts = { in: 0, loaded: 0, quarantined: 0, duplicate: 0, filtered: 0 }

/**
 * The moves of a run's state. Each is a compare-and-set: it returns null (or false) when the run is no longer in a
 * state that allows it or its epoch has moved on, and the caller stops without harm.
 */
export function createMoves(sql: Sql) {
  const starts = createBatcher<Start, StartedRun | null>({
    ...together,
    waitMs: 0,
    work: (runs) => startAll(sql, runs),
  })

  return {
    /** Begins a run; of one whose input is cut already, how many chunks it has is settled with it. */
    start: (id: string, epoch: number): Promise<StartedRun | null> => starts.add({ id, epoch }),

    /** Forgets, once, what a version of the program that cut otherwise has made of a run. */
    async startOver(id: string, epoch: number): Promise<void> {
      await sql`
        with moved as (
          update runs set cut = ${byParts}::text::json, chunks = null, chunks_cut = 0, chunks_valid = 0, records_in = 0, loaded = 0, quarantined = 0,
            duplicate = 0, filtered = 0, stored_bytes = 0, run_fields = null, extract_ms = 0, transform_ms = 0, load_ms = 0, validate_ms = 0
          where id = ${id} and epoch = ${epoch} and state = 'running' and ${isOld(sql, sql`runs`)}
          returning id
        ), gone as (
          delete from chunks using moved where run_id = moved.id
        ), unsaid as (
          delete from quarantine using moved where run_id = moved.id
        ), unpacked as (
          delete from refusals using moved where run_id = moved.id
        )
        select from moved`
    },

    /**
     * Of an epoch that is over, nothing can fail the run any more.
     * @param read what was read of the run last, and is not in its books yet
     */
    async fail(
      id: string,
      epoch: number,
      error: { code: string; detail: string },
      read: RunCounts = nothing,
    ): Promise<FailedRun | null> {
      const [, [row]] = await sql.begin((tx) => [
        durably(tx),
        tx<(EndedRun & RunCounts)[]>`
          update runs set state = 'failed', run_fields = null, finished_at = now(), touched_at = now(),
            error_code = ${error.code}, error_detail = ${shortText(error.detail.replaceAll('\0', '\u2400'))},
            records_in = records_in + ${read.in}::bigint, loaded = loaded + ${read.loaded}::bigint,
            quarantined = quarantined + ${read.quarantined}::bigint, duplicate = duplicate + ${read.duplicate}::bigint,
            filtered = filtered + ${read.filtered}::bigint
          where id = ${id} and epoch = ${epoch} and state in ('accepted', 'running')
          returning id, pipeline, dataset, state, trace, records_in as "in", loaded, quarantined, duplicate, filtered`,
      ])
      if (!row) return null
      const { in: all, loaded, quarantined, duplicate, filtered, ...run } = row
      return { ...run, counts: { in: all, loaded, quarantined, duplicate, filtered } }
    },

    async cancel(id: string): Promise<EndedRun | null> {
      const [, [run]] = await sql.begin((tx) => [
        durably(tx),
        tx<EndedRun[]>`
          update runs set state = 'cancelled', run_fields = null, finished_at = now(), touched_at = now()
          where id = ${id} and state in ('accepted', 'running')
          returning id, pipeline, dataset, state, trace`,
      ])
      return run ?? null
    },

    /**
     * Starts the run's work afresh under a new epoch; jobs of the old one find themselves fenced off. Null when anything
     * has moved the run since it was seen.
     */
    async redrive({ id, epoch, touchedAt }: QuietRun): Promise<number | null> {
      const [run] = await sql<{ epoch: number }[]>`
        update runs set epoch = epoch + 1, touched_at = now(), chunks = null, chunks_cut = 0, led_by = null
        where id = ${id} and epoch = ${epoch} and touched_at = ${touchedAt}::text::timestamptz
          and state in ('accepted', 'running')
        returning epoch`
      return run?.epoch ?? null
    },

    /** Bytes of the inputs of all runs that have not ended. */
    async unfinishedBytes(): Promise<number> {
      const [row] = await sql<{ bytes: number }[]>`
        select coalesce(sum(bytes), 0)::bigint as bytes from runs where state in ('accepted', 'running')`
      return row!.bytes
    },

    /** Unfinished runs that nothing has moved for some time, oldest first. */
    async quiet(olderThanMs: number, limit: number): Promise<QuietRun[]> {
      return sql<QuietRun[]>`
        select id, epoch, chunks, recipe, keyed, led_by as "ledBy", created_at as "createdAt", touched_at::text as "touchedAt"
        from runs
        where state in ('accepted', 'running') and touched_at < now() - ${olderThanMs} * interval '1 millisecond'
        order by touched_at limit ${limit}`
    },

    /** Notes that these runs were looked at and are well. */
    async touch(ids: string[]): Promise<void> {
      if (ids.length === 0) return
      await sql`update runs set touched_at = now() where id = any(${ids}::uuid[]) and state in ('accepted', 'running')`
    },

    /** How large a run's input is, uncompressed; 0 when there is no such run. */
    async inputBytes(id: string): Promise<number> {
      if (!isId(id)) return 0
      const [input] = await sql<{ bytes: number }[]>`
        select bytes from runs where id = ${id}`
      return input?.bytes ?? 0
    },

    /** What a replay needs of the run it repeats. */
    async replayable(id: string) {
      const [run] = await sql<
        {
          recipe: string
          pipeline: string
          dataset: string
          mode: DatasetMode
          onInvalid: OnInvalid
          format: Format
          inputId: string
          requestHash: string
          claimed: number | null
        }[]
      >`
        select recipe, pipeline, dataset, mode, on_invalid as "onInvalid", format, input_id as "inputId",
          request_hash as "requestHash", claimed
        from runs where id = ${id}`
      return run ?? null
    },
  }
}

interface Start {
  id: string
  epoch: number
}

/** Runs begun by one statement, and statements under way. */
const together = { most: 32, atOnce: 2 }

/** Whether a row of runs is of a version of the program that cut otherwise. */
function isOld(sql: Sql, row: Fragment): Fragment {
  return sql`coalesce((${row}.cut ->> 'version')::int, 1) < (${byParts}::text::json ->> 'version')::int`
}

async function startAll(sql: Sql, runs: Start[]): Promise<(StartedRun | null)[]> {
  const rows = await sql<StartedRun[]>`
    with before as (
      select runs.id, state, inputs.chunks as cut_chunks, cut_ms
      from unnest(${runs.map(({ id }) => id)}::uuid[], ${runs.map(({ epoch }) => epoch)}::int[]) as asked (id, epoch)
      join runs on runs.id = asked.id and runs.epoch = asked.epoch join inputs on inputs.id = input_id
      where state in ('accepted', 'running') order by runs.id for no key update of runs
    ), started as (
      update runs set state = 'running', started_at = coalesce(started_at, now()), touched_at = now(),
        chunks = case when before.state = 'accepted' then cut_chunks else chunks end,
        chunks_cut = coalesce(cut_chunks, chunks_cut), extract_ms = greatest(extract_ms, cut_ms)
      from before where runs.id = before.id
      returning runs.*, before.state = 'accepted' as first
    )
    select started.id, pipeline, dataset, recipe, format, inputs.id as "inputId", started.bytes, parts, inputs.chunks, inputs.cut,
      problem, first, ${isOld(sql, sql`started`)} as "isOld", started.created_at as "createdAt"
    from started join inputs on inputs.id = started.input_id`
  const found = new Map(rows.map((row) => [row.id, row]))
  return runs.map(({ id }) => found.get(id) ?? null)
}

export interface QuietRun {
  id: string
  epoch: number
  chunks: number | null
  recipe: string
  /** Whether its keys are settled before it ends. */
  keyed: boolean
  /** The run whose job begins this one; null when that is its own. */
  ledBy: string | null
  createdAt: Date
  /** As PostgreSQL writes it: a Date would lose its microseconds. */
  touchedAt: string
}
