import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { temporaryState } from '@syndicate/stack'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { startCluster, type Cluster } from './harness/cluster.ts'
import { expectToEndure } from './harness/expect-to-endure.ts'
import { long, seed } from './harness/form.ts'
import type { OwnService } from './harness/own-service.ts'

const state = temporaryState()
const disks = { redis: join(state.path, 'redis'), postgres: join(state.path, 'postgres') }
const mounted = long && mount(disks.redis, '48m') && mount(disks.postgres, '400m')
if (long && !mounted) console.log('Full disks: skipped, for mounting a tmpfs is not allowed here (it takes root)')

let cluster: Cluster
beforeAll(async () => {
  if (mounted) cluster = await startCluster({ seed, workers: 2, dataDirs: disks })
})
afterAll(async () => {
  await cluster?.stop()
  for (const disk of Object.values(disks)) spawnSync('umount', [disk])
  state.remove()
})

describe.runIf(mounted)('a disk that is full for a while', () => {
  test('under Redis', { timeout: 180_000 }, () => expectToEndureFull('redis', () => cluster.redis))
  test('under PostgreSQL', { timeout: 180_000 }, () => expectToEndureFull('postgres', () => cluster.postgres))
})

function expectToEndureFull(kind: keyof typeof disks, service: () => OwnService) {
  const over = Promise.withResolvers<void>()
  return expectToEndure(cluster, {
    name: `full disk under ${kind}`,
    dataset: `full-${kind}`,
    load: (load) => load.submitUntil(over.promise, 2_000, { lanes: 2, pauseMs: 400 }),
    faults: async () => {
      await delay(1_000)
      const ballast = join(disks[kind], 'ballast')
      let full = 0
      // What is freed meanwhile is filled again.
      for (let second = 0; second < 10; second++) {
        full += fill(ballast, disks[kind])
        await delay(1_000)
      }
      rmSync(ballast)
      await service().revive()
      over.resolve()
      return { 'seconds without room': full }
    },
    leastFaults: 5,
  })
}

/** @returns 1 when there was no room left */
function fill(ballast: string, disk: string): number {
  const { bavail, bsize } = statfsSync(disk)
  try {
    writeFileSync(ballast, Buffer.alloc(bavail * bsize), { flag: 'a' })
  } catch {}
  return statfsSync(disk).bavail * bsize < 64 * 1024 ? 1 : 0
}

function mount(folder: string, size: string): boolean {
  mkdirSync(folder)
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status === 0
  if (done) chmodSync(folder, 0o711)
  return done
}
