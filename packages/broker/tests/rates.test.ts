import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBroker } from './fixture.ts'

let one: Awaited<ReturnType<typeof openBroker>>
let other: Awaited<ReturnType<typeof openBroker>>

beforeAll(async () => {
  one = await openBroker()
  other = await openBroker(one.prefix)
})
afterAll(async () => {
  await one[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
})

/** Asks one limit, of one process, and says what is left of it. */
async function take(at: typeof one, key: string, limit: number, windowMs: number) {
  const { allowed, left } = await at.broker.rates.take([{ key, limit }], windowMs)
  return { allowed, ...left[0]! }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('a rate', () => {
  test('is shared by all processes, and exact under a burst', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 150 }, (_, index) => take(index % 2 ? one : other, 'burst', 100, 60_000)),
    )
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(100)
    expect(Math.min(...verdicts.map(({ remaining }) => remaining))).toBe(0)
    for (const { resetMs } of verdicts) expect(resetMs).toBeGreaterThan(50_000)
    expect((await take(one, 'somebody else', 100, 60_000)).allowed).toBe(true)
  })

  test('holds in any window, also across the edge of one, and refusals do not prolong it', async () => {
    const windowMs = 600
    const allowedAt: number[] = []
    const end = performance.now() + 4 * windowMs
    while (performance.now() < end) {
      const { allowed } = await take(one, 'steady', 5, windowMs)
      if (allowed) allowedAt.push(performance.now())
      await pause(5)
    }
    // The sixth comes a window after the first, but for what an answer takes to reach us.
    const spans = allowedAt.slice(5).map((at, index) => at - allowedAt[index]!)
    expect(spans.length).toBeGreaterThanOrEqual(10)
    for (const span of spans) expect(span).toBeGreaterThan(windowMs - 60)
  })

  test('a burst on both sides of an edge is one burst', async () => {
    const burst = async (count: number) => {
      const verdicts = await Promise.all(Array.from({ length: count }, () => take(one, 'edge', 10, 1_000)))
      return verdicts.filter(({ allowed }) => allowed).length
    }
    expect(await burst(1)).toBe(1)
    await pause(700)
    expect(await burst(9)).toBe(9)
    await pause(400)
    expect(await burst(10)).toBe(1)
  })

  test('says when the next one is allowed, and keeps that word', async () => {
    await take(one, 'word', 1, 300)
    const { allowed, remaining, resetMs } = await take(other, 'word', 1, 300)
    expect([allowed, remaining]).toEqual([false, 0])
    await pause(resetMs)
    expect((await take(one, 'word', 1, 300)).allowed).toBe(true)
  })

  test('of several limits, counts against all of them or against none, exactly', async () => {
    const person = { key: 'person', limit: 60 }
    const verdicts = await Promise.all(
      Array.from({ length: 160 }, (_, index) =>
        (index % 2 ? one : other).broker.rates.take([{ key: `key ${index % 4}`, limit: 40 }, person], 60_000),
      ),
    )
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(60)
    const [spared, full] = (await one.broker.rates.take([{ key: 'key 4', limit: 40 }, person], 60_000)).left
    // What the person had no room for was not counted against the key.
    expect([spared!.remaining, full!.remaining]).toEqual([40, 0])
    expect((await take(one, 'key 4', 40, 60_000)).remaining).toBe(39)
  })
})
