import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { jobVersion, stages, type ChunkRef, type RunRef, type Stage } from '@syndicate/contracts'
import { Queue } from 'bullmq'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCluster, type Cluster } from './harness/cluster.ts'
import { expectToEndure, type UnderLoad } from './harness/expect-to-endure.ts'
import { seed, sized } from './harness/form.ts'
import type { FaultCounts } from './harness/nemesis.ts'
import { shuffled } from './harness/random.ts'

let cluster: Cluster
let queues: Map<Stage, Queue>
beforeAll(async () => {
  cluster = await startCluster({ seed, workers: 2 })
  const { redisClient: connection, prefix } = cluster
  queues = new Map(stages.map((stage) => [stage, new Queue(stage, { connection, prefix })]))
})
afterAll(async () => {
  await Promise.all([...queues.values()].map((queue) => queue.close()))
  await cluster.stop()
})

interface SeenJob {
  stage: Stage
  data: RunRef | ChunkRef
}

let added = 0
async function add(stage: Stage, data: unknown): Promise<string> {
  const jobId = `odd-${++added}`
  await queues.get(stage)!.add(stage, data, { jobId, attempts: 5, removeOnComplete: true })
  return jobId
}

/** Meets jobs on their way and adds each again, at once and at every other stage: too often, too early and too late. */
async function addAgain(under: UnderLoad, seen: Map<string, SeenJob>): Promise<number> {
  const state = { over: false, again: 0 }
  const end = () => void (state.over = true)
  under.ended.then(end, end)
  while (!state.over) {
    for (const stage of stages) {
      const jobs = await queues.get(stage)!.getJobs(['waiting', 'active'], 0, 50)
      for (const job of jobs) {
        if (!job?.id || job.id.startsWith('odd-') || seen.has(job.id)) continue
        const data = job.data as RunRef | ChunkRef
        seen.set(job.id, { stage, data })
        const others = stage === 'extract' ? [] : stages.slice(1).filter((other) => other !== stage)
        for (const each of [stage, cluster.random.pick([stage, ...others])]) {
          await add(each, data)
          state.again++
        }
      }
    }
    await delay(5)
  }
  return state.again
}

test('jobs that come twice, too early, too late and long after', { timeout: sized(60_000, 300_000) }, () =>
  expectToEndure(cluster, {
    name: 'jobs repeated and out of order',
    dataset: 'repeated',
    load: (load) => load.submitMany(sized(6, 60), 5_000, { lanes: 2 }),
    faults: async (under) => {
      const seen = new Map<string, SeenJob>()
      const counts: FaultCounts = { 'jobs added again': await addAgain(under, seen), 'jobs replayed after the end': 0 }
      for (const { stage, data } of shuffled(cluster.random, [...seen.values()])) {
        await add(stage, data)
        counts['jobs replayed after the end']!++
      }
      return counts
    },
    leastFaults: sized(50, 500),
  }),
)

test('jobs that make no sense', { timeout: sized(60_000, 300_000) }, () =>
  expectToEndure(cluster, {
    name: 'jobs of nonsense',
    dataset: 'nonsense',
    load: (load) => load.submitMany(sized(10, 60), 2_000, { lanes: 2, pauseMs: 100 }),
    faults: async ({ load, ended }) => {
      const counts: FaultCounts = { nonsense: 0 }
      const state = { over: false }
      const end = () => void (state.over = true)
      ended.then(end, end)
      while (!state.over) {
        for (const job of nonsenseAbout(load.accepted.at(-1)?.runId ?? randomUUID())) {
          await add(...job)
          counts['nonsense']!++
        }
        await delay(100)
      }
      return counts
    },
    leastFaults: 20,
  }),
)

function nonsenseAbout(run: string): [Stage, unknown][] {
  const { random } = cluster
  const chunk = { v: jobVersion, run, epoch: 0, ordinal: 0, recipe: 'no such recipe' }
  const stage = random.pick(stages.slice(1))
  return [
    [random.pick(stages), {}],
    [
      random.pick(stages),
      random.pick(['text', 7, [], { v: jobVersion }, { v: jobVersion, run: '../etc/passwd', epoch: 0 }]),
    ],
    ['extract', { v: jobVersion, run, epoch: 7 }],
    ['extract', { v: jobVersion, run: randomUUID(), epoch: 0 }],
    [stage, { ...chunk, run: randomUUID() }],
    // A chunk that the run does not have, of an epoch that it does not have.
    [stage, { ...chunk, ordinal: 4_000, epoch: random.between(0, 3) }],
  ]
}

test('jobs of a version that is not known yet are left to those who know it', { timeout: 60_000 }, async () => {
  const runId = randomUUID()
  const ids: [Stage, string][] = []
  for (const stage of stages) {
    const ref = { v: 99, run: runId, epoch: 0, ordinal: 0, recipe: 'of tomorrow', more: { than: 'today' } }
    ids.push([stage, await add(stage, ref)])
  }
  await expectToEndure(cluster, {
    name: 'jobs of a version to come',
    dataset: 'of-tomorrow',
    load: (load) => load.submitMany(5, 1_000),
    faults: async ({ ended }) => {
      await ended
      await delay(3_000)
      for (const [stage, id] of ids) {
        const job = await queues.get(stage)!.getJob(id)
        const state = await job?.getState()
        expect({ stage, state, attempts: job?.attemptsMade }).toEqual({
          stage,
          state: expect.stringMatching(/^(delayed|waiting)$/) as unknown,
          attempts: 0,
        })
        await job?.remove()
      }
      return { 'jobs of version 99': ids.length }
    },
    leastFaults: stages.length,
  })
})
