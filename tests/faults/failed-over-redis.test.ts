import { afterAll, expect, test } from 'vitest'
import { startCluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { seed, sized } from './harness/form.ts'
import { storm, type Fault } from './harness/nemesis.ts'
import { ownSentinels, type OwnSentinels } from './harness/own-sentinels.ts'

let redis!: OwnSentinels
const cluster = await startCluster({
  seed,
  workers: 2,
  redis: async (folder, random) => (redis = await ownSentinels(folder, random)),
})
afterAll(() => cluster.stop())
const { random } = cluster

/** Another is the master, and has what had reached it; then there are two again. */
async function changed(strike: () => unknown, mend: () => unknown): Promise<void> {
  const port = await redis.masterPort()
  await strike()
  await redis.failedOverFrom(port)
  await mend()
  await redis.replicated()
}

async function publishOne(): Promise<void> {
  const answer = await cluster.user.start({ dataType: 'JSON', payload: [{ id: 1 }], dataset: 'meanwhile' })
  const { runId } = (await answer.json()) as { runId: string }
  expect(await cluster.user.ended(runId, 60_000)).toMatchObject({ state: 'published' })
}

const kinds: Record<string, Fault> = {
  'master killed': () => changed(redis.kill, () => redis.start()),
  'master frozen, and back with all its connections': () =>
    changed(redis.freeze, async () => {
      // It has closed none: whoever waits for it goes to the other by itself.
      await publishOne()
      redis.thaw()
    }),
  'master changed by hand': () => changed(redis.failOver, () => {}),
}

test('masters come and go, and every run is published once', { timeout: sized(300_000, 1_200_000) }, async () => {
  const times = sized(3, 12)
  const over = Promise.withResolvers<void>()
  await expectToEndure(cluster, {
    name: 'Redis Sentinel: failovers',
    dataset: 'failed-over',
    load: (load) => load.submitUntil(over.promise, 2_000, { lanes: 2, pauseMs: 250 }),
    faults: ({ loaded }) =>
      storm({ random, faults: kinds, everyMs: [500, 2_000], during: loaded, most: times }).finally(over.resolve),
    leastFaults: times,
  })
})
