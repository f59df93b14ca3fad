import { isId, type DatasetMode, type Format, type OnInvalid, type RunState } from '@syndicate/contracts'
import { durably, type Sql } from '../connect.ts'

/** What `extract` needs to know of a run. */
export interface StartedRun {
  id: string
  pipeline: string
  dataset: string
  recipe: string
  format: Format
  inputId: string
  parts: number
  /** True when this start moved the run out of `accepted`. */
  first: boolean
  createdAt: Date
  /** How to cut the input; null for a run from before that was settled at accept. */
  cut: unknown
  /** The first part rides along, so that a small input costs one round trip. Null when it is not there any more. */
  firstPart: Uint8Array | null
}

/** What is known of a run that just ended. */
export interface EndedRun {
  id: string
  pipeline: string
  dataset: string
  state: RunState
}

/**
 * The moves of a run's state. Each is a compare-and-set: it returns null (or false) when the run is no longer in a
 * state that allows it or its epoch has moved on, and the caller stops without harm.
 */
export function createMoves(sql: Sql) {
  return {
    async start(id: string, epoch: number): Promise<StartedRun | null> {
      const [run] = await sql<StartedRun[]>`
        with before as (
          select id, state from runs
          where id = ${id} and epoch = ${epoch} and state in ('accepted', 'running') for no key update
        ), started as (
          update runs set state = 'running', started_at = coalesce(started_at, now()), touched_at = now()
          from before where runs.id = before.id
          returning runs.*, before.state = 'accepted' as first
        )
        select started.id, pipeline, dataset, recipe, format, started.input_id as "inputId", parts, cut, first,
          started.created_at as "createdAt", input_parts.data as "firstPart"
        from started
        join inputs on inputs.id = started.input_id
        left join input_parts on input_parts.input_id = inputs.id and ordinal = 0`
      return run ?? null
    },

    /** Says how far extract has come. False when the run is no longer this epoch's to work on. */
    async progress(id: string, epoch: number, cut: number): Promise<boolean> {
      const result = await sql`
        update runs set chunks_cut = ${cut}, touched_at = now()
        where id = ${id} and epoch = ${epoch} and state = 'running'`
      return result.count === 1
    },

    /** Whether the run is still this epoch's to work on. */
    async isCurrent(id: string, epoch: number): Promise<boolean> {
      const [run] = await sql`select from runs where id = ${id} and epoch = ${epoch} and state = 'running'`
      return run !== undefined
    },

    /** Of an epoch that is over, nothing can fail the run any more. */
    async fail(id: string, epoch: number, error: { code: string; detail: string }): Promise<EndedRun | null> {
      const [, [run]] = await sql.begin((tx) => [
        durably(tx),
        tx<EndedRun[]>`
          update runs set state = 'failed', finished_at = now(), touched_at = now(),
            error_code = ${error.code}, error_detail = ${error.detail.replaceAll('\0', '\u2400')}
          where id = ${id} and epoch = ${epoch} and state in ('accepted', 'running')
          returning id, pipeline, dataset, state`,
      ])
      return run ?? null
    },

    async cancel(id: string): Promise<EndedRun | null> {
      const [, [run]] = await sql.begin((tx) => [
        durably(tx),
        tx<EndedRun[]>`
          update runs set state = 'cancelled', finished_at = now(), touched_at = now()
          where id = ${id} and state in ('accepted', 'running')
          returning id, pipeline, dataset, state`,
      ])
      return run ?? null
    },

    /**
     * Starts the run's work afresh under a new epoch; jobs of the old one find themselves fenced off. Null when anything
     * has moved the run since it was seen.
     */
    async redrive({ id, epoch, touchedAt }: QuietRun): Promise<number | null> {
      const [run] = await sql<{ epoch: number }[]>`
        update runs set epoch = epoch + 1, touched_at = now(), chunks = null, chunks_cut = 0
        where id = ${id} and epoch = ${epoch} and touched_at = ${touchedAt}::text::timestamptz
          and state in ('accepted', 'running')
        returning epoch`
      return run?.epoch ?? null
    },

    /** Which of these runs have not ended. */
    async unfinished(candidates: string[]): Promise<Set<string>> {
      const ids = candidates.filter(isId)
      if (ids.length === 0) return new Set()
      const rows = await sql<{ id: string }[]>`
        select id from runs where id = any(${ids}::uuid[]) and state in ('accepted', 'running')`
      return new Set(rows.map(({ id }) => id))
    },

    /** Unfinished runs that nothing has moved for some time, oldest first. */
    async quiet(olderThanMs: number, limit: number): Promise<QuietRun[]> {
      return sql<QuietRun[]>`
        select id, epoch, chunks, recipe, created_at as "createdAt", touched_at::text as "touchedAt"
        from runs
        where state in ('accepted', 'running') and touched_at < now() - ${olderThanMs} * interval '1 millisecond'
        order by touched_at limit ${limit}`
    },

    /** Notes that these runs were looked at and are well. */
    async touch(ids: string[]): Promise<void> {
      if (ids.length === 0) return
      await sql`update runs set touched_at = now() where id = any(${ids}::uuid[]) and state in ('accepted', 'running')`
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

export interface QuietRun {
  id: string
  epoch: number
  chunks: number | null
  recipe: string
  createdAt: Date
  /** As PostgreSQL writes it: a Date would lose its microseconds. */
  touchedAt: string
}
