import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { seed, sized } from './harness/form.ts'
import { createLoad } from './harness/load.ts'

const mebibyte = 1024 * 1024
/** What a job is in Redis, with its place in line and its events. Of what it refers to nothing is there. */
const mostChunkBytes = 3 * 1024
/** What comes and goes with clients and their buffers. */
const redisNoise = 3 * mebibyte
/** Above what an idle process takes: threads, a few parts under way, and room that is free again but kept. */
const mostProcessGrowth = sized(96, 384) * mebibyte

const cluster = await startCluster({
  seed,
  workers: 2,
  // Uploading is far ahead of what comes after it.
  workerEnv: { SYNDICATE_FAILPOINTS: `transform.done:delay=${sized(20, 50)}` },
})
afterAll(() => cluster.stop())

test(
  'a large run while Redis has little memory, and nobody uses much',
  { timeout: sized(90_000, 600_000) },
  async () => {
    const { redisClient, sql } = cluster
    await redisClient.config('SET', 'maxmemory', sized('16mb', '64mb'))
    await redisClient.config('SET', 'maxmemory-policy', 'noeviction')
    const usedBefore = await usedMemory()
    const residentBefore = residentBytes()
    let mostUsed = 0
    await expectToEndure(cluster, {
      name: `Redis with ${sized(16, 64)} MiB`,
      dataset: 'small-memory',
      load: async (load) => void (await load.submit(sized(100_000, 1_000_000))),
      faults: async ({ ended }) => {
        const state = { over: false, looks: 0 }
        const end = () => void (state.over = true)
        ended.then(end, end)
        while (!state.over) {
          mostUsed = Math.max(mostUsed, await usedMemory())
          state.looks++
          await delay(20)
        }
        return { 'looks at Redis': state.looks }
      },
      leastFaults: 3,
    })
    const [run] = await sql<
      { chunks: number; bytes: number }[]
    >`select chunks, bytes::int from runs order by bytes desc limit 1`
    const redisGrowth = mostUsed - usedBefore
    const processGrowth = residentBytes().map((bytes, index) => bytes - residentBefore[index]!)
    console.log(
      `Redis grew by ${redisGrowth} bytes for ${run!.chunks} chunks of ${run!.bytes}; processes by ${processGrowth.join(', ')}`,
    )
    expect(redisGrowth).toBeLessThan(redisNoise + run!.chunks * mostChunkBytes)
    expect(Math.max(...processGrowth)).toBeLessThan(mostProcessGrowth)
    expect((await redisClient.info('stats')).match(/evicted_keys:(\d+)/)?.[1]).toBe('0')
  },
)

async function usedMemory(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await cluster.redisClient.info('memory'))?.[1])
}

/** The most each gateway and worker has had in memory. */
function residentBytes(): number[] {
  return [...cluster.gateways, ...cluster.workers].map((slot) => {
    const status = readFileSync(`/proc/${slot.process!.pid}/status`, 'utf8')
    return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) * 1024
  })
}

test('while Redis is nearly full a run of many chunks waits, and fails not', { timeout: 60_000 }, async () => {
  const { redisClient, prefix, sql } = cluster
  // So much that what comes and goes by itself makes no difference, halfway between where runs wait and where none is taken in.
  const limit = 128 * mebibyte
  await redisClient.config('SET', 'maxmemory', limit, 'maxmemory-policy', 'noeviction')
  // By what Redis says it uses: an allocator takes more for a piece than the piece has.
  while ((await usedMemory()) < limit * 0.8) await redisClient.rpush('ballast', Buffer.alloc(mebibyte / 2))
  const { runId } = await createLoad(cluster, 'nearly-full').submit(10_000)
  const putOff = async () => (await redisClient.zcard(`${prefix}:extract:delayed`)) > 0
  await vi.waitUntil(putOff, { timeout: 10_000, interval: 20 })
  const state = async () => (await sql<{ state: string }[]>`select state from runs where id = ${runId}`)[0]!.state
  expect(await state()).toBe('running')
  await redisClient.del('ballast')
  await vi.waitUntil(async () => (await state()) === 'published', { timeout: 30_000, interval: 50 })
})

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
