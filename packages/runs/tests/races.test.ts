import { jobVersion, type ChunkRef } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { extract } from '../src/stages/extract.ts'
import { cancelRun } from '../src/index.ts'
import { transform } from '../src/stages/transform.ts'
import { validate } from '../src/stages/validate.ts'
import { accept, end, openRuns, published, readings, recipe, type OpenRuns } from './fixture.ts'

test('cancel against publish: one of the two happens, all of it', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const rounds = 30
  const kept: number[] = []
  for (let round = 0; round < rounds; round++) if (await race(open, round)) kept.push(round)
  // Both must have happened, or this has shown nothing.
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.length).toBeLessThan(rounds)
  expect((await published(ctx)).map(({ n }) => n)).toEqual(kept)
})

/** Takes a run to the moment before its last verdict, and lets that and a cancel go at once. @returns whether it published */
async function race(open: OpenRuns, round: number): Promise<boolean> {
  const { ctx } = open
  const runId = await accept(open, Buffer.from(`${JSON.stringify({ n: round, cpu: 1 })}\n`))
  const { run } = (await extract(ctx, { v: jobVersion, run: runId, epoch: 0 }, { stages: new Set(['extract']) }))!
  const ref: ChunkRef = { v: jobVersion, run: runId, epoch: 0, ordinal: 0, recipe: run.recipe }
  await transform(ctx, ref, { as: 'staged' })
  const cancel = () => cancelRun(ctx, runId).catch((error: { code: string }) => error.code)
  const publish = () => validate(ctx, ref)
  // Who asks first mostly wins; by turns.
  const starts = round % 2 === 0 ? [publish, cancel] : [cancel, publish]
  await Promise.all(starts.map((start) => start()))
  const { state, version, counts } = (await ctx.catalog.runs.get(runId))!
  const isPublished = state === 'published'
  expect({ state, version: version !== null, loaded: counts.loaded }).toEqual(
    isPublished ? { state: 'published', version: true, loaded: 1 } : { state: 'cancelled', version: false, loaded: 0 },
  )
  return isPublished
}

test('a cancel ends a step that would go on for ever, and its thread is free long before the time is up', async () => {
  await using open = await openRuns()
  const { ctx } = open
  open.work()
  const endless = {
    ...recipe,
    name: 'endless',
    limits: { seconds: 60 },
    steps: [{ filter: 'cpu.split("").all(a, cpu.split("").all(b, a == b))' }],
  }
  const body = Buffer.from(`${JSON.stringify({ cpu: 'a'.repeat(50_000) })}\n`)
  const runId = await accept(open, body, { recipe: endless })
  await expect.poll(() => ctx.catalog.runs.get(runId)).toMatchObject({ state: 'running' })
  const next = await accept(open, readings(1))
  await cancelRun(ctx, runId)
  const began = performance.now()
  expect(await end(ctx, next)).toMatchObject({ state: 'published' })
  expect(performance.now() - began).toBeLessThan(10_000)
  expect(await ctx.catalog.runs.get(runId)).toMatchObject({ state: 'cancelled', counts: { loaded: 0 } })
})
