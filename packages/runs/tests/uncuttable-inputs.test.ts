import { booksBalance } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { acceptRun, replayRun } from '../src/index.ts'
import { end, openRuns, recipe, runToEnd, type OpenRuns } from './fixture.ts'

/** A list of records that ends in the middle of one, some parts on. */
function brokenList(records: number): Uint8Array {
  const list = Array.from({ length: records }, (_, n) => JSON.stringify({ n, cpu: 1 }))
  return Buffer.from(`[${list.join(',\n')},\n{"n":`)
}

const request = (open: OpenRuns, body: Uint8Array) =>
  ({ recipe, body, format: 'json', userId: open.userId, idempotencyKey: 'k' }) as const

test('an input that makes no sense some parts on fails its run with the reason, and does so again', async () => {
  await using open = await openRuns()
  const { ctx } = open
  const body = brokenList(1000)
  const first = await acceptRun(ctx, request(open, body))
  // The same request is the same run, though nobody has read it to its end.
  expect(await acceptRun(ctx, request(open, body))).toMatchObject({ runId: first.runId, repeated: true })
  const other = acceptRun(ctx, request(open, brokenList(1001)))
  await expect(other).rejects.toMatchObject({ code: 'idempotency-conflict' })
  open.work()
  const failed = await end(ctx, first.runId)
  expect(failed.stages.extract.chunks).toBeGreaterThan(2)
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'malformed-input' }, counts: { loaded: 0 } })
  expect(booksBalance(failed.counts)).toBe(true)
  const again = await replayRun(ctx, first.runId, open.userId)
  expect(await end(ctx, again.runId)).toMatchObject({ state: 'failed', error: failed.error })
  // Its key is free again.
  const anew = await acceptRun(ctx, request(open, body))
  expect(anew).toMatchObject({ repeated: false })
  expect(await end(ctx, anew.runId)).toMatchObject({ state: 'failed', error: failed.error })
  expect(await ctx.catalog.registry.list({ limit: 1 })).toEqual({ datasets: [], next: null })
})

test('an input without a record fails its run', async () => {
  await using open = await openRuns()
  open.work()
  for (const [format, text] of [
    ['ndjson', '\n \n'],
    ['json', '[]'],
    ['csv', 'n,cpu\n'],
  ] as const) {
    const run = await runToEnd(open, Buffer.from(text), { format })
    expect(run).toMatchObject({ state: expect.stringMatching(/failed|published/) as string, counts: { loaded: 0 } })
  }
})
