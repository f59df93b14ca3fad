import { join } from 'node:path'
import { startRedis, temporaryState } from '@syndicate/stack'
import { expect, test } from 'vitest'
import { validate } from './validate.ts'

test('a Redis whose operator disabled commands is told of, by their names', { timeout: 60_000 }, async () => {
  await using folder = temporaryState()
  const redis = await startRedis({
    dataDir: join(folder.path, 'redis'),
    logFile: join(folder.path, 'redis.log'),
    env: process.env,
    log: () => {},
    durable: false,
    settings: ['rename-command EVAL ""', 'rename-command CLIENT ""'],
  })
  try {
    const output = await validate({ REDIS_URL: redis.url })
    expect(output).toMatch(/Redis.*it has no command CLIENT, EVAL; take rename-command out/)
    expect(output).not.toContain('ACL SETUSER')
  } finally {
    await redis.stop()
  }
})
