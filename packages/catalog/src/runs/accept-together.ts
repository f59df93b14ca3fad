import { createBatcher } from '@syndicate/timing'
import { partRows } from '../bytes/with-rows.ts'
import type { Sql } from '../connect.ts'
import {
  acceptRun,
  cutBy,
  find,
  mostAhead,
  problemOf,
  wasAnswered,
  type Acceptance,
  type NewInput,
  type NewRun,
} from './accept.ts'
import { isBarred, shares } from './ownership.ts'

/** A run whose input comes with it: enough for one statement to take in many. */
type SmallRun = NewRun & { input: NewInput & { only: Uint8Array } }

/** Runs in one statement, and their bytes. */
const together = { most: 32, mostBytes: 1024 * 1024 }
/** Statements under way; what comes meanwhile gathers. */
const atOnce = 3

/**
 * Accepts runs as `acceptRun` does. Small ones that come while others are being accepted go together, in one durable
 * statement; nobody waits for company. Those of one user are then begun by one job.
 */
export function createAccept(sql: Sql): (run: NewRun) => Promise<Acceptance> {
  const batcher = createBatcher<SmallRun, Promise<Acceptance>>({
    ...together,
    atOnce,
    waitMs: 0,
    bytesOf: ({ input }) => input.only.byteLength,
    work: (runs) => acceptAll(sql, runs),
  })
  return (run) => (isSmall(run) ? batcher.add(run) : acceptRun(sql, run))
}

function isSmall(run: NewRun): run is SmallRun {
  const isAlone = run.claimed !== undefined || run.replayOf !== null || isBarred(run)
  return 'only' in run.input && run.input.only !== undefined && !isAlone
}

async function acceptAll(sql: Sql, runs: SmallRun[]): Promise<Promise<Acceptance>[]> {
  if (runs.length === 1) return [acceptRun(sql, runs[0]!)]
  try {
    const added = new Map((await insertAll(sql, runs)).map((row) => [row.id, row]))
    const led = Map.groupBy(added.values(), ({ ledBy }) => ledBy)
    return runs.map(async (run): Promise<Acceptance> => {
      const row = added.get(run.id)
      // One that is missing has its reason, or its twin.
      if (!row) return acceptRun(sql, run)
      const leads = row.ledBy === null ? (led.get(run.id) ?? []).map(({ id }) => id) : null
      return { runId: run.id, state: 'accepted', dataset: run.dataset, repeated: false, ahead: row.ahead, leads }
    })
  } catch (error) {
    // One alone may be at fault. When nobody answered, all may have been committed all the same.
    if (wasAnswered(error)) return runs.map((run) => acceptRun(sql, run))
    return runs.map(async (run) => {
      const committed = await find(sql, run.id)
      if (committed) return committed
      throw error
    })
  }
}

interface Added {
  id: string
  ahead: number
  /** The first run of the same user among those accepted; null for that one. */
  ledBy: string | null
}

async function insertAll(sql: Sql, runs: SmallRun[]): Promise<Added[]> {
  const column = <T>(of: (run: SmallRun) => T) => runs.map(of)
  return sql<Added[]>`
    with durable as (
      select set_config('synchronous_commit', 'on', true)
    ), asked as (
      -- As a number, for the driver takes an array of booleans for one.
      select *, shares_as_number = 1 as shares from durable, unnest(
        ${column(({ id }) => id)}::uuid[], ${column(({ recipe }) => recipe)}::text[], ${column(({ userId }) => userId)}::uuid[],
        ${column(({ pipeline }) => pipeline)}::text[], ${column(({ dataset }) => dataset)}::text[], ${column(({ mode }) => mode)}::text[],
        ${column(({ onInvalid }) => onInvalid)}::text[], ${column(({ format }) => format)}::text[],
        ${column(({ idempotencyKey }) => idempotencyKey)}::text[], ${column(({ requestHash }) => requestHash)}::text[],
        ${column(({ mostUnfinished }) => mostUnfinished ?? null)}::int[], ${column((run) => Number(shares(run)))}::int[],
        ${column(({ input }) => input.id)}::uuid[], ${column(({ input }) => input.bytes)}::bigint[],
        ${column(({ input }) => input.sha256)}::text[], ${column(({ input }) => input.chunks)}::int[],
        ${column(({ input }) => JSON.stringify(input.cut))}::text[], ${column(({ input }) => input.cutMs)}::real[],
        ${column(({ input }) => problemOf(input))}::text[], ${column(({ input }) => input.fileName ?? null)}::text[],
        ${column(({ trace }) => trace ?? null)}::text[], ${column(({ input }) => input.only)}::bytea[]
      ) as asked (id, recipe, user_id, pipeline, dataset, mode, on_invalid, format, idempotency_key, request_hash, most_unfinished,
        shares_as_number, input_id, bytes, sha256, chunks, cut, cut_ms, problem, file_name, trace, part)
    ), allowed as (
      select *, nullif(first_value(id) over (partition by user_id order by id), id) as led_by
      from asked cross join lateral (
        select count(*) as ahead from (
          select from runs where user_id = asked.user_id and state in ('accepted', 'running')
          limit greatest(${mostAhead}, most_unfinished)
        ) as unfinished
      ) as before
      where (most_unfinished is null or ahead < most_unfinished)
        and not exists (
          select from datasets
          where name = asked.dataset and (mode <> asked.mode or (owner <> asked.pipeline and not asked.shares)
            or (mode = 'upsert' and key is distinct from (select recipes.key from recipes where hash = asked.recipe)))
        )
        and not exists (
          select from runs where user_id = asked.user_id and idempotency_key = asked.idempotency_key
        )
    ), input as (
      insert into inputs (id, bytes, parts, sha256, chunks, cut, cut_ms, problem, file_name)
      select input_id, bytes, 1, sha256, chunks, cut::json, cut_ms, problem::json, file_name from allowed
    ), part as (
      ${partRows(sql, sql`allowed`)}
    ), added as (
      insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format,
        idempotency_key, request_hash, shares, keyed, cut, led_by, trace, bytes)
      select id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, idempotency_key, request_hash, shares,
        key is not null, ${cutBy(sql, sql`recipes`)}, led_by, trace, bytes
      from allowed join recipes on hash = recipe
    )
    select id, least(ahead, ${mostAhead})::int as ahead, led_by as "ledBy" from allowed`
}
