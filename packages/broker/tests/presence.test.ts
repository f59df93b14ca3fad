import { Redis } from 'ioredis'
import { afterAll, expect, inject, test } from 'vitest'
import type { Presence } from '../src/index.ts'
import { openBroker } from './fixture.ts'

const redis = new Redis(inject('redisUrl'))
afterAll(() => redis.disconnect())

const gateway: Presence = {
  kind: 'gateway',
  version: '1.2.3',
  jobVersion: 4,
  stages: [],
  host: 'here',
  connections: 11,
}
const worker: Presence = { ...gateway, kind: 'worker', stages: ['load', 'validate'] }

test('whoever is there is known to all, until it says that it is gone', async () => {
  await using one = await openBroker()
  await using two = await openBroker(one.prefix)
  const gone = one.broker.presence.announce(gateway)
  const workerGone = two.broker.presence.announce(worker)
  await expect.poll(() => two.broker.presence.list()).toMatchObject([gateway, worker])
  for (const { clockAheadMs, silentMs, startedAt } of await one.broker.presence.list()) {
    expect(Math.abs(clockAheadMs)).toBeLessThan(1_000)
    expect(silentMs).toBeLessThan(5_000)
    expect(Math.abs(Date.now() - startedAt)).toBeLessThan(10_000)
  }
  await gone()
  expect(await two.broker.presence.list()).toMatchObject([worker])
  await workerGone()
  expect(await one.broker.presence.list()).toEqual([])
})

test('one that was killed counts no more, and is forgotten when the next one starts', async () => {
  await using one = await openBroker()
  const key = `${one.prefix}:presence`
  const killed = { ...worker, id: '0', startedAt: 0, clockAheadMs: 0, heardAt: Date.now() - 60_000 }
  await redis.hset(key, '0', JSON.stringify(killed))
  expect(await one.broker.presence.list()).toEqual([])
  const gone = one.broker.presence.announce(gateway)
  await expect.poll(() => redis.hkeys(key)).toEqual([expect.stringMatching(/^\w{8}-/)])
  await gone()
  expect(await redis.exists(key)).toBe(0)
})
