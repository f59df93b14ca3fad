import { existsSync, globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryState } from '@syndicate/stack'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startCluster, type Cluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed } from './harness/form.ts'
import { storm, type Fault } from './harness/nemesis.ts'

const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1')
if (long && !library)
  console.log('Wrong clocks: skipped, for there is no libfaketime here (Debian: apt-get install faketime)')

const state = temporaryState()
const clocksOf = (app: string) => [0, 1].map((index) => join(state.path, `${app}-clock-${index}`))
const clocks = { worker: clocksOf('worker'), gateway: clocksOf('gateway') }
const small = ['+30s', '-30s', '+0s']
const large = ['+1h', '-1h', '+1d', '-1d']

let cluster: Cluster
beforeAll(async () => {
  if (!long || !library) return
  for (const file of [...clocks.worker, ...clocks.gateway]) writeFileSync(file, '+0s')
  // The first gateway's clock is right.
  cluster = await startCluster({ seed, workers: 2 })
  for (const file of clocks.gateway) await (await cluster.addGateway({ env: () => goingBy(file) })).ready()
})
afterAll(async () => {
  await cluster?.stop()
  state.remove()
})

describe.runIf(long && library !== undefined && existsSync(library))('clocks that jump', () => {
  test('of the gateways, by what machines drift: nobody is refused', { timeout: 300_000 }, () =>
    expectToEndureClocks('gateways by seconds', { 'clock jumps': jump(clocks.gateway, small) }),
  )

  test(
    'of the gateways, by what no machine should: sessions are over there, and good elsewhere',
    { timeout: 300_000 },
    () => {
      const faults = { 'clock jumps': jump(clocks.gateway, [...small, ...large]) }
      return expectToEndureClocks('gateways by hours', faults, ['202', 'none', '503', '401'])
    },
  )

  test('of the workers, each its own way', { timeout: 300_000 }, async () => {
    const punctual = [...cluster.workers]
    for (const file of clocks.worker) await cluster.addWorker({ env: () => goingBy(file) }).ready()
    for (const slot of punctual) await cluster.remove(slot)
    const kill = () => cluster.random.pick(cluster.workers).kill()
    await expectToEndureClocks('workers', { 'clock jumps': jump(clocks.worker, [...small, ...large]), SIGKILL: kill })
  })
})

function expectToEndureClocks(whose: string, faults: Record<string, Fault>, answers?: string[]) {
  const over = Promise.withResolvers<void>()
  return expectToEndure(cluster, {
    name: `clocks that jump: ${whose}`,
    dataset: `clocks-${whose.replaceAll(' ', '-')}`,
    load: (load) => load.submitUntil(over.promise, 1_000, { lanes: 2, pauseMs: 500 }),
    faults: async ({ loaded }) => {
      const { random } = cluster
      const counts = await storm({ random, faults, everyMs: [300, 2_000], during: loaded, most: 40 })
      for (const file of clocks.gateway) writeFileSync(file, '+0s')
      over.resolve()
      return counts
    },
    leastFaults: 40,
    ...(answers && { answers }),
  })
}

const jump =
  (files: string[], offsets: string[]): Fault =>
  async () =>
    writeFileSync(cluster.random.pick(files), cluster.random.pick(offsets))

function goingBy(file: string): NodeJS.ProcessEnv {
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    // Read anew each time; and what measures durations goes on as it does in reality.
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
}
