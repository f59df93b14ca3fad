import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { temporaryState } from '../local/temporary-state.ts'
import { startPostgres } from '../postgres/start-postgres.ts'
import { startRedis } from '../redis/start-redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string
    redisUrl: string
  }
}

/**
 * Starts a real PostgreSQL and a real Redis for one test run, in a folder that is gone afterwards.
 * TEST_DATABASE_URL and TEST_REDIS_URL name servers to use instead.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const env = process.env
  const state = temporaryState()
  const folder = state.path
  const stops: (() => Promise<void>)[] = []
  const teardown = async () => {
    await Promise.allSettled(stops.map((stop) => stop()))
    state.remove()
  }
  const started = await Promise.allSettled([
    env['TEST_DATABASE_URL'] ?? postgresUrl(folder, stops),
    env['TEST_REDIS_URL'] ?? redisUrl(folder, env, stops),
  ])
  const failed = started.find((result) => result.status === 'rejected')
  if (failed) {
    await teardown()
    throw failed.reason
  }
  const [databaseUrl, redisServerUrl] = started.map((result) => (result.status === 'fulfilled' ? result.value : ''))
  project.provide('databaseUrl', databaseUrl ?? '')
  project.provide('redisUrl', redisServerUrl ?? '')
  return teardown
}

async function postgresUrl(folder: string, stops: (() => Promise<void>)[]): Promise<string> {
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    durable: false,
  })
  stops.push(postgres.stop)
  return postgres.url
}

async function redisUrl(folder: string, env: NodeJS.ProcessEnv, stops: (() => Promise<void>)[]): Promise<string> {
  const redis = await startRedis({
    dataDir: join(folder, 'redis'),
    logFile: join(folder, 'redis.log'),
    env,
    log: console.log,
    durable: false,
  })
  stops.push(redis.stop)
  return redis.url
}
