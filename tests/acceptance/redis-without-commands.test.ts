import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { startRedis, temporaryState } from '@syndicate/stack'
import { expect, inject, test } from 'vitest'

const projectDir = resolve(import.meta.dirname, '../..')

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
    const output = await validate(redis.url)
    expect(output).toMatch(/Redis.*it has no command CLIENT, EVAL; take rename-command out/)
    expect(output).not.toContain('ACL SETUSER')
  } finally {
    await redis.stop()
  }
})

/** @returns all that it says */
function validate(redisUrl: string): Promise<string> {
  const env = {
    ...process.env,
    NODE_ENV: 'test',
    DATABASE_URL: inject('databaseUrl'),
    REDIS_URL: redisUrl,
    JWT_SECRET: 'only for a minute, and nobody signs in with it',
  }
  return new Promise((settle) => {
    execFile(process.execPath, ['scripts/validate-etl.ts'], { cwd: projectDir, env }, (_error, stdout, stderr) =>
      settle(stdout + stderr),
    )
  })
}
