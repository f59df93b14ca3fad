import { afterAll, describe, expect, test, vi } from 'vitest'
import { killAny } from './harness/broken-apps.ts'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed, sized } from './harness/form.ts'
import { storm, type FaultCounts } from './harness/nemesis.ts'
import { underWay } from './harness/under-way.ts'

const cluster = await startCluster({ seed, workers: 3 })
afterAll(() => cluster.stop())

const killAnyWorker = () => killAny(cluster.random, cluster.workers)

test('one large run while its workers are killed again and again', { timeout: sized(60_000, 1_200_000) }, () =>
  expectToEndure(cluster, {
    name: 'workers killed during one large run',
    dataset: 'large',
    load: async (load) => void (await load.submit(sized(60_000, 1_000_000))),
    faults: async ({ load, loaded, ended }) => {
      await loaded
      return killAlong(load.accepted[0]!.runId, sized(5, 200), ended)
    },
    leastFaults: sized(5, 200),
  }),
)

const points = sized(
  ['extract.sent', 'transform.done', 'load.staged', 'validate.passed', 'publish.committed'],
  [
    'extract.started',
    'extract.sent',
    'extract.sealed',
    'transform.done',
    'load.staged',
    'validate.audited',
    'validate.passed',
    'publish.committed',
  ],
)

test('a worker killed between any two effects', { timeout: sized(90_000, 1_800_000) }, async () => {
  const deaths = points.length * sized(1, 20)
  const victim = cluster.addWorker({
    env: (life) => ({ SYNDICATE_FAILPOINTS: `${points[(life - 1) % points.length]}:kill:${sized(1, 2)}` }),
  })
  const struck = vi.waitUntil(() => victim.killed >= deaths, { timeout: sized(60_000, 1_700_000), interval: 50 })
  await expectToEndure(cluster, {
    name: 'workers killed at named points',
    dataset: 'named-points',
    // Of several chunks, and of one, which is taken through all stages by whoever cuts it.
    load: async (load) => {
      const pace = { lanes: 1, pauseMs: 300 }
      await Promise.all([load.submitUntil(struck, 300, pace), load.submitUntil(struck, 50, pace)])
    },
    faults: async ({ loaded }) => {
      await loaded
      await cluster.remove(victim)
      return { 'SIGKILL at a named point': victim.killed }
    },
    leastFaults: deaths,
  })
})

describe.runIf(long)('in the long form', () => {
  test('many small runs while workers are killed', { timeout: 600_000 }, () =>
    expectToEndure(cluster, {
      name: 'workers killed during small runs',
      dataset: 'small',
      load: (load) => load.submitMany(1_000, 100, { pauseMs: 350 }),
      faults: ({ loaded }) => {
        const faults = { SIGKILL: killAnyWorker }
        return storm({ random: cluster.random, faults, everyMs: [100, 1_200], during: loaded, most: 50 })
      },
      leastFaults: 50,
    }),
  )

  test('every worker killed at once', { timeout: 600_000 }, async () => {
    for (let round = 1; round <= 5; round++) await expectToEndureTheLossOfAll(round)
    expect(cluster.workers).toHaveLength(3)
  })
})

function expectToEndureTheLossOfAll(round: number) {
  const dataset = `all-lost-${round}`
  return expectToEndure(cluster, {
    name: 'all workers killed at once',
    dataset,
    load: (load) => load.submitMany(20, 3_000),
    faults: async () => {
      await underWay(cluster, dataset)
      const killed = await Promise.all(cluster.workers.map((slot) => slot.kill()))
      return { SIGKILL: killed.filter(Boolean).length }
    },
    leastFaults: 3,
  })
}

/** One kill for each part of the run that has come to its end, so that they are spread over all of it. */
async function killAlong(runId: string, kills: number, ended: Promise<void>): Promise<FaultCounts> {
  const state = { over: false }
  const end = () => void (state.over = true)
  ended.then(end, end)
  let hits = 0
  while (hits < kills && !state.over) {
    const due = Date.now() + cluster.random.between(500, 2_000)
    await vi.waitUntil(async () => state.over || Date.now() > due || (await partDone(runId)) > hits / (kills + 5), {
      timeout: 60_000,
      interval: 50,
    })
    if (!state.over && (await killAnyWorker())) hits++
  }
  return { SIGKILL: hits }
}

async function partDone(runId: string): Promise<number> {
  const [row] = await cluster.sql<{ done: number; chunks: number }[]>`
    select chunks_valid as done, coalesce(chunks, (select bytes from inputs where id = input_id) / 32768 + 1)::int as chunks
    from runs where id = ${runId}`
  return row!.done / row!.chunks
}
