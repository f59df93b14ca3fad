import { join } from 'node:path'
import { makeTemplate, type Databases } from '@syndicate/catalog/testing'
import type { TestProject } from 'vitest/node'
import { temporaryState } from '../local/temporary-state.ts'
import { startPostgres } from '../postgres/start-postgres.ts'
import { startRedis } from '../redis/start-redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string
    databases: Databases
    redisUrl: string
  }
}

/**
 * Starts a real PostgreSQL and a real Redis for one test run, in a folder that is gone afterwards.
 * TEST_DATABASE_URL, of a user who may make databases, and TEST_REDIS_URL name servers to use instead.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const env = process.env
  const state = temporaryState()
  const folder = state.path
  const stops: (() => Promise<void>)[] = []
  const teardown = async () => {
    // What was begun last is ended first, and nothing keeps another from it.
    for (const stop of stops.toReversed()) await stop().catch(console.error)
    state.remove()
  }
  const [databases, redis] = await Promise.allSettled([
    databasesOf(folder, env, stops),
    env['TEST_REDIS_URL'] ?? redisUrl(folder, env, stops),
  ])
  if (databases.status === 'rejected' || redis.status === 'rejected') {
    await teardown()
    throw databases.status === 'rejected' ? databases.reason : (redis as PromiseRejectedResult).reason
  }
  project.provide('databaseUrl', databases.value.serverUrl)
  project.provide('databases', databases.value)
  project.provide('redisUrl', redis.value)
  return teardown
}

async function databasesOf(folder: string, env: NodeJS.ProcessEnv, stops: (() => Promise<void>)[]): Promise<Databases> {
  const serverUrl = env['TEST_DATABASE_URL'] ?? (await postgresUrl(folder, stops))
  const template = await makeTemplate(serverUrl)
  stops.push(() => template[Symbol.asyncDispose]())
  return { serverUrl, template: template.name }
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
