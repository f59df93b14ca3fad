import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askRedis } from '../src/redis/ask-redis.ts'
import { findRedis } from '../src/redis/find-redis.ts'
import { startRedis } from '../src/redis/start-redis.ts'
import { temporaryState } from '../src/local/temporary-state.ts'

const optionsFor = (folder: string) => ({
  dataDir: join(folder, 'redis'),
  logFile: join(folder, 'redis.log'),
  env: process.env,
  log: () => {},
})

function ask(url: string, command: string[]): Promise<string | null> {
  const { port, password } = new URL(url)
  return askRedis(Number(port), [['AUTH', password], command])
}

test('a second start finds what the first one stored, under the same address', async () => {
  await using folder = temporaryState()
  const first = await startRedis(optionsFor(folder.path))
  expect(await ask(first.url, ['SET', 'key', 'kept'])).toBe('+OK')
  await first.stop()
  const second = await startRedis(optionsFor(folder.path))
  try {
    expect(second.url).toBe(first.url)
    expect(await ask(second.url, ['GET', 'key'])).toBe('kept')
  } finally {
    await second.stop()
  }
})

test('it asks for its password and never drops a key to make room', async () => {
  await using folder = temporaryState()
  const redis = await startRedis(optionsFor(folder.path))
  try {
    expect(await askRedis(Number(new URL(redis.url).port), [['PING']])).toMatch(/NOAUTH/)
    expect(await ask(redis.url, ['CONFIG', 'GET', 'maxmemory-policy'])).toBe('noeviction')
    expect(await ask(redis.url, ['CONFIG', 'GET', 'appendonly'])).toBe('yes')
  } finally {
    await redis.stop()
  }
})

test('a server left over from before is ended, and its place taken', async () => {
  await using folder = temporaryState()
  const orphan = await startRedis(optionsFor(folder.path))
  const next = await startRedis(optionsFor(folder.path))
  try {
    expect(await orphan.process.exited).toMatchObject({ code: 0 })
    expect(next.url).toBe(orphan.url)
  } finally {
    await next.stop()
  }
})

test('the server is found on the PATH given', async () => {
  expect(await findRedis({ PATH: process.env['PATH'] }, () => {})).toMatch(/(redis|valkey)-server$/)
})
