import { join } from 'node:path'
import { temporaryState } from '@syndicate/stack'
import { expect, test } from 'vitest'
import { startOwnRedis } from './start-own-redis.ts'
import { validate } from './validate.ts'

test('a Redis whose operator disabled commands is told of, by their names', { timeout: 60_000 }, async () => {
  await using folder = temporaryState()
  const settings = ['rename-command EVAL ""', 'rename-command CLIENT ""']
  const redis = await startOwnRedis(join(folder.path, 'redis'), { settings })
  try {
    const output = await validate({ REDIS_URL: redis.url })
    expect(output).toMatch(/Redis.*it has no command CLIENT, EVAL; take rename-command out/)
    expect(output).not.toContain('ACL SETUSER')
  } finally {
    await redis.stop()
  }
})
