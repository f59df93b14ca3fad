import { expect, test } from 'vitest'
import { acceptRun, applyPipelines, collect, removePipeline, replayRun, type RunContext } from '../src/index.ts'
import { end, openRuns, published, readings } from './fixture.ts'

/** Nothing is kept but what counts. */
const least = { ofEach: 1, inAll: 0, bytes: 0 }

const tagged = (tag: string) => ({
  format: 'ndjson',
  mode: 'replace',
  steps: [{ derive: { tag: `"${tag}"` } }],
})

async function tagsOf(ctx: RunContext, dataset: string): Promise<Set<unknown>> {
  return new Set((await published(ctx, dataset)).map((record) => (record as { tag?: string }).tag))
}

test('runs under way and replays keep their recipe while pipelines change and all that does not count is reclaimed', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  open.work()
  const other = open.beside()
  const gateways = [ctx, other]
  const stop = other.pipelines.follow()
  let isBusy = true
  // Whatever becomes of the changes, the loops beside them end before what they ask is closed.
  using _loops = {
    [Symbol.dispose]() {
      isBusy = false
      stop()
    },
  }
  await applyPipelines(ctx, { pipelines: { first: tagged('first'), moving: tagged('0') }, userId, username: 'ada' })
  await other.pipelines.refresh()
  const start = async (name: string, on: RunContext) => {
    const { recipe } = on.pipelines.find(name)!
    return (await acceptRun(on, { recipe, body: readings(300), userId })).runId
  }
  const oldest = await start('first', ctx)
  await applyPipelines(ctx, { pipelines: { first: tagged('second') }, userId, username: 'ada' })

  const loops = [
    (async () => {
      let versions = 0
      while (isBusy) versions += (await ctx.catalog.reclaim.pipelines(least))['pipelineVersions'] ?? 0
      return versions
    })(),
    ...gateways.map(async (on) => {
      let ended = 0
      while (isBusy) {
        expect(await end(on, await start('moving', on))).toMatchObject({ state: 'published', counts: { loaded: 300 } })
        ended++
      }
      return ended
    }),
  ]
  const changing = gateways.map(async (on, at) => {
    for (let n = 1; n <= 40; n++) {
      await applyPipelines(on, {
        pipelines: { moving: tagged(`${at} ${n}`), [`own-${at}`]: tagged(`${n}`) },
        userId,
        username: 'ada',
      })
      // One that is forgotten again and again.
      if (n % 5 === 0) await removePipeline(on, `own-${at}`, 'ada')
    }
  })
  await Promise.all(changing)
  isBusy = false
  const [reclaimed, ...ended] = await Promise.all(loops)
  expect(reclaimed).toBeGreaterThan(40)
  for (const runs of ended) expect(runs).toBeGreaterThan(1)

  await ctx.catalog.reclaim.pipelines(least)
  for (const on of gateways) {
    await on.pipelines.refresh()
    expect(on.pipelines.all().map(({ name }) => name)).toEqual(['first', 'moving'])
    const { version, versions } = await on.catalog.pipelines.show('moving', { limit: 10 })
    expect([on.pipelines.find('moving')!.version, versions.length]).toEqual([version, 1])
  }
  expect((await tagsOf(ctx, 'moving')).size).toBe(1)
  await expect(ctx.catalog.pipelines.atVersion('first', 1)).rejects.toMatchObject({ code: 'version-reclaimed' })
  expect(await end(ctx, oldest)).toMatchObject({ state: 'published' })
  const { runId } = await replayRun(ctx, oldest, userId)
  expect(await end(other, runId)).toMatchObject({ state: 'published' })
  expect(await tagsOf(ctx, 'first')).toEqual(new Set(['first']))
  expect(open.errors).toEqual([])
}, 60_000)

test('the collector reclaims versions that are older than the newest hundred', async () => {
  await using open = await openRuns()
  const { ctx, userId } = open
  for (let n = 0; n < 102; n++)
    await applyPipelines(ctx, { pipelines: { orders: tagged(`${n}`) }, userId, username: 'ada' })
  const retention = {
    inputsMs: null,
    versionsMs: null,
    quarantineMs: null,
    auditMs: null,
    unpublishedRunsMs: 60_000,
    unfinishedUploadsMs: 60_000,
  }
  expect(await collect(ctx, { retention, budgetMs: 20_000 })).toEqual({ pipelineVersions: 2 })
  const { versions } = await ctx.catalog.pipelines.show('orders', { limit: 1000 })
  expect([versions.length, versions.at(-1)!.version]).toEqual([100, 3])
})
