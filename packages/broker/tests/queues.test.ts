import { jobVersion, newId, ProblemError, type ChunkRef, type RunRef } from '@syndicate/contracts'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { expect, inject, test, vi } from 'vitest'
import { createBroker, placeInLine, userHandicap } from '../src/index.ts'
import { openBroker } from './fixture.ts'

const options = {
  concurrency: 1,
  lockMs: 5_000,
  postponeMs: () => null,
  onExhausted: () => {},
}
const runRef = (): RunRef => ({ v: jobVersion, run: newId(), epoch: 0 })

test('a job carries its reference to a worker of another process, once however often it is added', async () => {
  await using one = await openBroker()
  await using two = await openBroker(one.prefix)
  const [first, second] = [runRef(), runRef()]
  await Promise.all([1, 2, 3].map(() => one.broker.queues.add('extract', first)))
  await one.broker.queues.add('extract', second)
  expect(await one.broker.queues.isAlive('extract', first)).toBe(true)
  expect(await one.broker.queues.depths()).toMatchObject({ extract: 2, load: 0 })
  const seen: RunRef[] = []
  const worker = two.broker.work('extract', async (ref) => void seen.push(ref), options)
  await vi.waitFor(async () => expect(await one.broker.queues.isAlive('extract', second)).toBe(false), 10_000)
  expect(seen).toEqual([first, second])
  await worker.stop()
})

test('who takes jobs of a stage is counted by process, until they stop', async () => {
  await using one = await openBroker()
  await using two = await openBroker(one.prefix)
  const { queues } = one.broker
  const workers = [one, two].map(({ broker }) => broker.work('extract', async () => {}, options))
  await vi.waitFor(async () => expect(await queues.workers()).toMatchObject({ extract: 2, load: 0 }), {
    timeout: 5_000,
  })
  await Promise.all(workers.map((worker) => worker.stop()))
  await vi.waitFor(async () => expect(await queues.workers()).toMatchObject({ extract: 0 }), { timeout: 5_000 })
})

test('a chunk is a job of its own in each stage and epoch', async () => {
  await using open = await openBroker()
  const { queues } = open.broker
  const chunk: ChunkRef = { ...runRef(), ordinal: 0, recipe: 'r' }
  await queues.add('transform', chunk)
  expect(await queues.isAlive('load', chunk)).toBe(false)
  expect(await queues.isAlive('transform', { ...chunk, ordinal: 1 })).toBe(false)
  expect(await queues.isAlive('transform', { ...chunk, epoch: 1 })).toBe(false)
  expect(await queues.isAlive('transform', chunk)).toBe(true)
})

test('a job put off by a clock that ran ahead is not waited for', async () => {
  await using open = await openBroker()
  const { queues } = open.broker
  const queue = queues.opened()[0]!
  for (const [delay, alive] of [
    [10_000, true],
    [3_600_000, false],
  ] as const) {
    const ref = runRef()
    await queue.add('extract', ref, { jobId: `${ref.run}-${ref.epoch}-extract`, delay })
    expect(await queues.isAlive('extract', ref)).toBe(alive)
  }
})

test('a passing fault is tried again, a wrong input is not', async () => {
  await using open = await openBroker()
  const given: [string, Error][] = []
  let tries = 0
  const flaky = runRef()
  const wrong = runRef()
  const worker = open.broker.work(
    'extract',
    async (ref) => {
      if (ref.run === wrong.run) throw new ProblemError('malformed-input', 'line 3')
      if (++tries < 3) throw new Error('the network blinked')
    },
    { ...options, onExhausted: (ref, error) => given.push([ref.run, error]) },
  )
  await open.broker.queues.add('extract', wrong)
  await open.broker.queues.add('extract', flaky)
  await vi.waitFor(async () => expect(await open.broker.queues.isAlive('extract', flaky)).toBe(false), {
    timeout: 5_000,
  })
  expect(tries).toBe(3)
  expect(given).toEqual([[wrong.run, expect.objectContaining({ code: 'malformed-input', message: 'line 3' })]])
  await worker.stop()
})

test('of a job that failed Redis keeps little: its code or a short text, for an hour, and of many the last', async () => {
  await using open = await openBroker()
  const [wrong, broken] = [runRef(), runRef()]
  const given = new Map<string, Error>()
  const worker = open.broker.work(
    'extract',
    async (ref) => {
      if (ref.run === wrong.run) throw new ProblemError('malformed-input', `no anchor ${'x'.repeat(500)}`)
      throw new Error(`ä${'ö'.repeat(1_000_000)}`)
    },
    { ...options, onExhausted: (ref, error) => given.set(ref.run, error) },
  )
  const { queues } = open.broker
  await queues.add('extract', wrong)
  await queues.add('extract', broken)
  await vi.waitFor(() => expect([...given.keys()].toSorted()).toEqual([wrong.run, broken.run].toSorted()), 10_000)
  expect(given.get(broken.run)!.message).toHaveLength(1_000_001)
  const queue = queues.opened()[0]!
  const failed = await queue.getFailed()
  expect(failed.map(({ data }) => data as RunRef)).toEqual(expect.arrayContaining([wrong, broken]))
  for (const job of failed) {
    expect(Buffer.byteLength(job.failedReason)).toBeLessThanOrEqual(300)
    expect(job.stacktrace).toEqual([])
    expect(job.opts.removeOnFail).toEqual({ age: 3600, count: 500 })
  }
  expect(failed.map(({ failedReason }) => failedReason.slice(0, 15)).toSorted()).toEqual([
    'malformed-input',
    `ä${'ö'.repeat(14)}`,
  ])
  expect(await queues.forgetFailed()).toBe(0)
  await backdate(queue, failed[0]!.id!, 3_601_000)
  expect(await queues.forgetFailed()).toBe(1)
  expect((await queue.getFailed()).map(({ id }) => id)).toEqual([failed[1]!.id])
  await worker.stop()
})

/** As if a job had failed so long ago. */
async function backdate(queue: Queue, id: string, ms: number): Promise<void> {
  const redis = new Redis(inject('redisUrl'))
  const at = Date.now() - ms
  await redis.zadd(queue.toKey('failed'), at, id)
  await redis.hset(queue.toKey(id), 'finishedOn', at)
  redis.disconnect()
}

test('a job that somebody tampered with is refused, and no run is blamed for it', async () => {
  await using open = await openBroker()
  const handled: unknown[] = []
  const blamed: unknown[] = []
  const worker = open.broker.work('extract', async (ref) => void handled.push(ref), {
    ...options,
    onExhausted: (ref) => blamed.push(ref),
  })
  const good = runRef()
  const bad = [
    { ...good, run: 'x' },
    { ...good, v: 'one' },
    { ...good, epoch: 2 ** 31 },
    { ...good, run: `urn:uuid:${good.run}` },
    { run: good.run },
    null,
  ]
  for (const data of bad) await addRaw(open.prefix, data)
  await open.broker.queues.add('extract', good)
  await vi.waitFor(() => expect(handled).toEqual([good]), 10_000)
  expect(blamed).toEqual([])
  await worker.stop()
})

test('a job of another version is left to a worker that knows it, and a job behind it is not held up', async () => {
  await using open = await openBroker()
  const handled: unknown[] = []
  const worker = open.broker.work('extract', async (ref) => void handled.push(ref), {
    ...options,
    onExhausted: () => expect.unreachable('somebody was blamed'),
  })
  const [later, known] = [{ ...runRef(), v: jobVersion + 1, what: 'nobody knows here' }, runRef()]
  await addRaw(open.prefix, later)
  await open.broker.queues.add('extract', known)
  await vi.waitFor(() => expect(handled).toEqual([known]), 10_000)
  await vi.waitFor(async () => expect(await open.broker.queues.depths()).toMatchObject({ extract: 1 }), 10_000)
  // Looked at less and less often: many that are left must not be all that workers see.
  const extract = open.broker.queues.opened().find(({ name }) => name === 'extract')!
  const left = async () =>
    (await extract.getDelayed()).map(({ attemptsStarted, delay }) => ({ attemptsStarted, delay }))
  await expect
    .poll(left, { timeout: 10_000 })
    .toEqual([{ attemptsStarted: 2, delay: expect.closeTo(2_000, -3) as unknown }])
  await worker.stop()
})

test('what is away for long costs no tries', async () => {
  await using open = await openBroker()
  let starts = 0
  const ref = runRef()
  const worker = open.broker.work(
    'extract',
    async () => {
      if (++starts < 7) throw new Error('away')
    },
    {
      ...options,
      postponeMs: (error) => ((error as Error).message === 'away' ? 50 : null),
      onExhausted: () => expect.unreachable('the job was given up'),
    },
  )
  await open.broker.queues.add('extract', ref)
  await vi.waitFor(async () => expect(await open.broker.queues.isAlive('extract', ref)).toBe(false), {
    timeout: 10_000,
  })
  expect(starts).toBe(7)
  await worker.stop()
})

test('small runs pass a large one, an old chunk passes a young run, and many runs of one user let others pass', () => {
  const second = 1000
  const place = (ordinal: number, at: number, unfinished = 0) =>
    placeInLine(ordinal, userHandicap(unfinished), at * second)
  expect(place(0, 100)).toBeLessThan(place(64, 99))
  expect(place(10, 100)).toBeLessThan(place(500, 95))
  expect(place(500, 100)).toBeLessThan(place(0, 140))
  expect(place(0, 101)).toBeLessThan(place(0, 100, 50))
  expect(place(0, 100)).toBeLessThan(place(0, 101))
})

/** Puts anything at all into the queue, as whoever can write to Redis could. */
async function addRaw(prefix: string, data: unknown): Promise<void> {
  const redis = new Redis(inject('redisUrl'), { maxRetriesPerRequest: null })
  const queue = new Queue('extract', { connection: redis, prefix })
  await queue.add('extract', data)
  await queue.close()
  redis.disconnect()
}

test('a worker that stops hands back what can stop halfway, and another takes it at once without a try lost', async () => {
  await using one = await openBroker()
  await using two = await openBroker(one.prefix)
  const ref = runRef()
  await one.broker.queues.add('extract', ref)
  const begun = Promise.withResolvers<void>()
  const leaving = one.broker.work(
    'extract',
    (_ref, { signal }) => {
      begun.resolve()
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('told to stop'))))
    },
    { ...options, onExhausted: () => expect.unreachable('the job was given up') },
  )
  await begun.promise
  await leaving.stop()
  expect(await one.broker.queues.isAlive('extract', ref)).toBe(true)
  const taken: RunRef[] = []
  const staying = two.broker.work('extract', async (given) => void taken.push(given), options)
  await vi.waitFor(() => expect(taken).toEqual([ref]), { timeout: 4_000 })
  await staying.stop()
})

test('without Redis the caller is told at once instead of waiting', async () => {
  const errors: Error[] = []
  const broker = createBroker({ url: 'redis://127.0.0.1:1', onError: (error) => errors.push(error) })
  await expect(broker.ping(300)).rejects.toThrow('does not answer')
  await expect(broker.queues.add('extract', runRef())).rejects.toThrow()
  expect(errors.length).toBeGreaterThan(0)
  await broker.close()
})
