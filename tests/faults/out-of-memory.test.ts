import { setTimeout as delay } from 'node:timers/promises'
import { temporaryState } from '@syndicate/stack'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { AppSlot } from './harness/app-slot.ts'
import { startCluster, type Cluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed } from './harness/form.ts'
import { createMemoryGroup } from './harness/memory-group.ts'
import { storm } from './harness/nemesis.ts'

const state = temporaryState()
const group = long ? createMemoryGroup(`syndicate-${process.pid}`, state.path) : null
if (long && !group)
  console.log('Out of memory: skipped, for no memory group can be made here (it takes root and cgroup v1)')

let cluster: Cluster
let squeezed: AppSlot
beforeAll(async () => {
  if (!group) return
  cluster = await startCluster({ seed, workers: 1 })
  squeezed = cluster.addWorker({ env: () => group.env })
  await squeezed.ready()
})
afterAll(async () => {
  await cluster?.stop()
  group?.remove()
  state.remove()
})

describe.runIf(group)('a worker that gets no more memory', () => {
  test('is killed by the kernel, beside one that has enough', { timeout: 600_000 }, () => {
    const strikes = Promise.withResolvers<void>()
    return expectToEndure(cluster, {
      name: 'a worker killed for want of memory',
      dataset: 'out-of-memory',
      load: (load) => load.submitUntil(strikes.promise, 2_000, { lanes: 1, pauseMs: 500 }),
      faults: ({ loaded }) =>
        storm({
          random: cluster.random,
          faults: { 'OOM kill': killedForWantOfMemory },
          everyMs: [500, 2_000],
          during: loaded,
          most: 10,
        }).finally(strikes.resolve),
      leastFaults: 10,
    })
  })
})

async function killedForWantOfMemory(): Promise<boolean> {
  const victim = await squeezed.ready()
  const before = group!.kills()
  const exit = victim.exited.then(({ signal }) => signal)
  const deadline = Date.now() + 10_000
  let signal: NodeJS.Signals | null = null
  try {
    while (signal === null && Date.now() < deadline) {
      group!.squeeze()
      signal = await Promise.race([exit, delay(50, null)])
    }
  } finally {
    group!.release()
  }
  return signal === 'SIGKILL' && group!.kills() > before
}
