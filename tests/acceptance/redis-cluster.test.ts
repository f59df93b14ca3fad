import { resolve } from 'node:path'
import { temporaryState } from '@syndicate/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBlocks } from '../docs/read-blocks.ts'
import { expectMainRoad } from './main-road.ts'
import { startRedisCluster, type RedisCluster } from './redis-cluster.ts'
import { validate } from './validate.ts'

const { files } = readBlocks(resolve(import.meta.dirname, '../../docs/redis.md'))
const folder = temporaryState()
const prefix = 'spread'

let cluster: RedisCluster

beforeAll(async () => {
  const line = (file: string) => files[file]!.trim().split('\n').at(-1)!
  const least = `${line('least.conf').replaceAll('syndicate:', `{${prefix}}:`)} ${line('cluster.conf')}`
  cluster = await startRedisCluster(folder.path, [
    least,
    least.replace('user syndicate', 'user poor').replace(' +cluster|info', ''),
  ])
})
afterAll(async () => {
  await cluster?.stop()
  folder.remove()
})

const as = (user: string) => ({ REDIS_URL: cluster.url.replace(`:${cluster.password}@`, `${user}:password@`) })

test('a cluster does all that one server does, for a user with the least rights', { timeout: 120_000 }, () =>
  expectMainRoad(as('syndicate'), prefix),
)

test('a user who may not ask a cluster for its nodes is told so', { timeout: 120_000 }, async () => {
  const env = { SYNDICATE_PREFIX: prefix }
  const [enough, poor] = await Promise.all(['syndicate', 'poor'].map((user) => validate({ ...as(user), ...env })))
  expect(enough).toContain('✓ Redis lets its user do all that is needed')
  expect(poor).toMatch(/ACL SETUSER it with \+cluster\|info/)
})
