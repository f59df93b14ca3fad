import { newId, type RunsReplay } from '@syndicate/contracts'
import postgres from 'postgres'
import { expect, test } from 'vitest'
import { cancelRun, dryRunReplay, replayRun, replayRuns, type RunContext } from '../src/index.ts'
import { accept, end, openRuns, published, readings, type OpenRuns } from './fixture.ts'

async function cancelled(open: OpenRuns, count: number): Promise<string[]> {
  const runs: string[] = []
  for (let n = 0; n < count; n++) {
    const run = await accept(
      open,
      readings(1, () => n),
    )
    await cancelRun(open.ctx, run)
    runs.push(run)
  }
  return runs
}

function replay(ctx: RunContext, userId: string, choice: Parameters<typeof dryRunReplay>[1]): Promise<RunsReplay> {
  return replayRuns(ctx, { choice, userId, onBytes: async () => () => {}, onReplayed: () => {} })
}

const repeated = ({ runs }: RunsReplay) => runs.map(({ replayOf }) => replayOf)

test('runs that came to nothing are replayed once, oldest first, and of each other one it is said why not', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  const runs = await cancelled(open, 3)
  const [underWay, unknown] = [
    await accept(
      open,
      readings(1, () => 9),
    ),
    newId(),
  ]
  const choice = { ids: [unknown, underWay, ...runs.toReversed()] }
  const left = [
    { reason: 'not-found', count: 1, runIds: [unknown] },
    { reason: 'under-way', count: 1, runIds: [underWay] },
  ]
  expect(await dryRunReplay(ctx, choice)).toEqual({ matched: 4, wouldReplay: 3, notReplayed: left, more: false })
  const first = await replay(ctx, userId, choice)
  expect(first).toMatchObject({ notReplayed: left, more: false })
  expect(repeated(first)).toEqual(runs)
  open.work()
  for (const { runId } of first.runs) expect(await end(ctx, runId)).toMatchObject({ state: 'published' })
  await end(ctx, underWay)
  const again = await replay(ctx, userId, { filter: { pipeline: 'readings' } })
  expect(again).toMatchObject({
    runs: [],
    notReplayed: [
      { reason: 'published', count: 4 },
      { reason: 'replayed', count: 3, runIds: runs },
    ],
  })
  expect(await published(ctx)).toHaveLength(4)
})

test('of several runs over one input the latest alone is repeated, whoever asks at the same moment', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  const [run] = await cancelled(open, 1)
  const { runId: second } = await replayRun(ctx, run!, userId)
  await cancelRun(ctx, second)
  const all = { filter: { state: 'cancelled' as const } }
  const answers = await Promise.all(Array.from({ length: 4 }, () => replay(open.beside(), userId, all)))
  expect(answers.flatMap(repeated)).toEqual([second])
})

test('where room ends the rest is left for later; where there is none at all nothing is said to be done', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  const runs = await cancelled(open, 3)
  const limited = { ...ctx, limits: { ...ctx.limits, unfinishedRuns: 2 } }
  const all = { filter: { state: 'cancelled' as const } }
  const first = await replay(limited, userId, all)
  expect(repeated(first)).toEqual(runs.slice(0, 2))
  expect(first).toMatchObject({ notReplayed: [{ reason: 'too-many-runs', runIds: runs.slice(2) }], more: true })
  await expect(replay(limited, userId, all)).rejects.toMatchObject({ code: 'too-many-runs' })
  expect(repeated(await replay(ctx, userId, all))).toEqual(runs.slice(2))
})

test('of a filter that is about more runs than are looked at, it is said that there are others', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  const [run] = await cancelled(open, 1)
  const sql = postgres(open.database.url, { max: 1, connection: { search_path: open.database.schema } })
  await sql`
    insert into runs (id, recipe, input_id, user_id, pipeline, dataset, mode, on_invalid, format, state, request_hash, bytes,
      created_at)
    select overlay('01000000-0000-7000-8000-000000000000' placing lpad(to_hex(n), 8, '0') from 1 for 8)::uuid, recipe, input_id, user_id,
      pipeline, dataset, mode, on_invalid, format, 'published', request_hash, bytes, '2020-01-01'
    from runs, generate_series(1, 20000) as n where runs.id = ${run!}`
  await sql.end()
  const all = { filter: { pipeline: 'readings' } }
  expect(await dryRunReplay(ctx, all)).toMatchObject({ matched: 20_000, wouldReplay: 1, more: true })
  expect(await replay(ctx, userId, all)).toMatchObject({ runs: [{ replayOf: run }], more: true })
  const fewer = { filter: { pipeline: 'readings', state: 'cancelled' as const } }
  expect(await replay(ctx, userId, fewer)).toMatchObject({ runs: [], more: false })
})
