import { createBroker, missingRights } from '@syndicate/broker'
import { createCatalog } from '@syndicate/catalog'
import type { Config } from '@syndicate/config'

/** Any will do: what is asked for is tried, and nothing here takes long. */
const widelyMs = 10_000

/** One thing looked at: fine, worth a word, or wrong. */
export interface Finding {
  what: string
  state: 'ok' | 'warning' | 'wrong'
  detail: string
}

const oldestRedis = 7

/** Is PostgreSQL there, and does it answer as this configuration would use it? */
export async function checkPostgres(config: Config): Promise<Finding> {
  if (config.databaseUrl === undefined) return notSet('PostgreSQL', 'DATABASE_URL')
  const catalog = createCatalog({ url: config.databaseUrl, schema: config.databaseSchema, poolSize: 1, widelyMs })
  try {
    const dropped = await catalog.requireSession()
    return dropped.length === 0
      ? { what: 'PostgreSQL', state: 'ok', detail: 'answers' }
      : { what: 'PostgreSQL', state: 'warning', detail: droppedOf(dropped) }
  } catch (error) {
    return { what: 'PostgreSQL', state: 'wrong', detail: reasonOf(error) }
  } finally {
    await catalog.close()
  }
}

/** Is Redis there, does it let us do what we need, is it new enough, and set so that it drops no job? */
export async function checkRedis(config: Config): Promise<Finding[]> {
  if (config.redisUrl === undefined) return [notSet('Redis', 'REDIS_URL')]
  const lacking = await missingRights({ url: config.redisUrl, prefix: config.redisPrefix }).catch(
    (error: unknown) => `does not answer: ${reasonOf(error)}`,
  )
  if (lacking !== null) return [{ what: 'Redis', state: 'wrong', detail: lacking }]
  let trouble: Error | undefined
  const broker = createBroker({
    url: config.redisUrl,
    prefix: config.redisPrefix,
    onError: (error) => (trouble = error),
  })
  try {
    await broker.ping(3_000)
    return judgeRedis(await broker.serverInfo())
  } catch (error) {
    return [{ what: 'Redis', state: 'wrong', detail: `does not answer: ${reasonOf(trouble ?? error)}` }]
  } finally {
    await broker.close()
  }
}

/** @param info fields of Redis's INFO */
export function judgeRedis(info: Readonly<Record<string, string>>): Finding[] {
  const { redis_version: version = '?', maxmemory_policy: policy = '?', aof_enabled: aof } = info
  const isNew = Number(version.split('.')[0]) >= oldestRedis
  return [
    {
      what: 'Redis',
      state: isNew ? 'ok' : 'wrong',
      detail: `version ${version}${isNew ? '' : `; ${oldestRedis} or newer is needed`}`,
    },
    policy === 'noeviction'
      ? { what: 'Redis memory', state: 'ok', detail: policy }
      : {
          what: 'Redis memory',
          state: 'wrong',
          detail: `maxmemory-policy is ${policy}; set noeviction, or jobs may vanish`,
        },
    aof === '1'
      ? { what: 'Redis persistence', state: 'ok', detail: 'append-only file' }
      : {
          what: 'Redis persistence',
          state: 'warning',
          detail: 'appendonly is off; after a crash of Redis, runs are queued again from PostgreSQL',
        },
  ]
}

function droppedOf(settings: string[]): string {
  const unlimited = settings.includes('statement_timeout') ? ', and what callers read widely has no limit of time' : ''
  return `answers; a pooler in between drops ${settings.join(', ')}: work is slower${unlimited}`
}

function notSet(what: string, variable: string): Finding {
  return { what, state: 'warning', detail: `${variable} is not set; the local system starts its own` }
}

const untrusted = /self-signed certificate|unable to (verify|get)|CERT_/i

/** What went wrong in words, and what to do where TLS is the matter. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  const reason = error instanceof Error ? error.message || error.name : String(error)
  if (untrusted.test(reason)) return `${reason}; NODE_EXTRA_CA_CERTS names the file of a private certificate authority`
  if (/before secure TLS connection/.test(reason))
    return `${reason}; it speaks no TLS, or not there: leave out sslmode, or write redis:// for rediss://`
  return reason
}
