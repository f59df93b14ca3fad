import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { temporaryState, type Service } from '@syndicate/stack'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBlocks } from '../docs/read-blocks.ts'
import { expectMainRoad } from './main-road.ts'
import { startOwnRedis } from './start-own-redis.ts'
import { validate } from './validate.ts'

const { files } = readBlocks(resolve(import.meta.dirname, '../../docs/redis.md'), 'A user of its own')
const folder = temporaryState()
/** Of the system that is under way here. */
const prefix = 'restricted'

let redis: Service

beforeAll(async () => {
  redis = await startOwnRedis(join(folder.path, 'redis'), {
    settings: [usual('usual'), least('least'), least('poor').replaceAll(/ \+(hgetall|exec|subscribe|eval)\b/g, '')],
  })
})
afterAll(async () => {
  await redis?.stop()
  folder.remove()
})

const usual = (user: string) => named(files['users.conf']!, user)
const least = (user: string) => named(files['least.conf']!, user)

/** A line of the page for another user and prefix. */
function named(text: string, user: string): string {
  return text
    .trim()
    .split('\n')
    .at(-1)!
    .replace('user syndicate', `user ${user}`)
    .replaceAll('syndicate:', `${prefix}:`)
}

function as(user: string): string {
  const url = new URL(redis.url)
  url.username = user
  url.password = 'password'
  return url.href
}

test('a user with the least rights that the page names, and no others, is enough', { timeout: 120_000 }, async () => {
  await expectMainRoad({ REDIS_URL: as('least') }, prefix)
  const { port, password } = new URL(redis.url)
  const env = { ...process.env, REDISCLI_AUTH: password }
  expect(execFileSync('redis-cli', ['-p', port, 'ACL', 'LOG'], { env, encoding: 'utf8' }).trim()).toBe('')
})

test('neither user lacks anything, and of one who does each right is named', { timeout: 120_000 }, async () => {
  const check = (user: string) => validate({ REDIS_URL: as(user), SYNDICATE_PREFIX: prefix })
  const [one, other, poor] = await Promise.all(['usual', 'least', 'poor'].map(check))
  for (const output of [one, other]) expect(output).toContain('✓ Redis lets its user do all that is needed')
  expect(poor).toContain('ACL SETUSER it with +exec +eval +hgetall +subscribe')
})
