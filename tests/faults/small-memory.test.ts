import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { seed, sized } from './harness/form.ts'
import { createLoad } from './harness/load.ts'

const mebibyte = 1024 * 1024
const budget = sized(2, 64) * mebibyte
const sliceBytes = sized(128 * 1024, mebibyte)

// No bound on the chunks of one run: the bytes of all are what holds it back.
const cluster = await startCluster({
  seed,
  workers: 2,
  // Cutting is far ahead of what comes after it.
  workerEnv: { SYNDICATE_FAILPOINTS: `transform.done:delay=${sized(150, 1500)}` },
  set: { inFlightBytes: budget, sliceBytes, inFlightBytesPerRun: budget },
})
afterAll(() => cluster.stop())

test(
  'a large run while there is little memory for what is in flight',
  { timeout: sized(60_000, 600_000) },
  async () => {
    const { redisClient, prefix } = cluster
    await redisClient.config('SET', 'maxmemory', sized('16mb', '128mb'))
    await redisClient.config('SET', 'maxmemory-policy', 'noeviction')
    let mostInFlight = 0
    let mostUsed = 0
    await expectToEndure(cluster, {
      name: `a budget of ${budget / mebibyte} MiB, Redis with ${sized(16, 128)}`,
      dataset: 'small-memory',
      load: async (load) => void (await load.submit(sized(100_000, 1_000_000))),
      faults: async ({ ended }) => {
        const state = { over: false, pressed: 0 }
        const end = () => void (state.over = true)
        ended.then(end, end)
        while (!state.over) {
          const inFlight = Number(await redisClient.hget(`${prefix}:flight`, '*'))
          mostInFlight = Math.max(mostInFlight, inFlight)
          mostUsed = Math.max(mostUsed, Number(/used_memory:(\d+)/.exec(await redisClient.info('memory'))?.[1]))
          if (inFlight > budget * 0.8) state.pressed++
          await delay(20)
        }
        return { 'looks at a full budget': state.pressed, 'MiB in flight at most': Math.round(mostInFlight / mebibyte) }
      },
      leastFaults: 3,
    })
    console.log(`In flight at most ${mostInFlight} bytes of ${budget}, Redis at most ${mostUsed} bytes`)
    // A slice in the stored form may be larger than it was: each in hand by that much.
    expect(mostInFlight).toBeLessThan(budget + 8 * sliceBytes)
    expect((await redisClient.info('stats')).match(/evicted_keys:(\d+)/)?.[1]).toBe('0')
  },
)

test('a Redis that may throw work away is not ready, and nothing is taken in until it may not', async () => {
  const { redisClient, urls } = cluster
  const ready = async () => (await fetch(new URL('/ready', urls[0]))).status
  await redisClient.config('SET', 'maxmemory', '128mb', 'maxmemory-policy', 'allkeys-lru')
  await vi.waitUntil(async () => (await ready()) === 503, { timeout: 5_000, interval: 100 })
  const load = createLoad(cluster, 'evicting')
  const over = Promise.withResolvers<void>()
  const loading = load.submitUntil(over.promise, 10, { lanes: 1 })
  const refused = () => load.answers.get('503') ?? 0
  await vi.waitUntil(() => refused() >= 1, { timeout: 10_000, interval: 20 })
  const [taken, turnedAway] = [load.accepted.length, refused()]
  await vi.waitUntil(() => refused() >= turnedAway + 3, { timeout: 10_000, interval: 20 })
  expect(load.accepted).toHaveLength(taken)
  await redisClient.config('SET', 'maxmemory-policy', 'noeviction')
  await vi.waitUntil(() => load.accepted.length > taken, { timeout: 10_000, interval: 20 })
  over.resolve()
  await loading
  expect(await ready()).toBe(200)
})
