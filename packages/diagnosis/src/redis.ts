import type { Broker } from '@syndicate/broker'
import { missingRights } from '@syndicate/broker'
import type { Config } from '@syndicate/config'
import type { Finding } from '@syndicate/contracts'
import { ok, warning, wrong } from './finding.ts'
import { reasonOfRedis } from './reason-of-redis.ts'

const oldest = 7
/** Shares of its memory from which runs wait, and from which it is about to refuse. */
const tight = { warning: 0.75, error: 0.95 }

/** Whether Redis answers, lets us do what we need, is new enough, drops no job, and has room. */
export async function examineRedis(broker: Broker, { redis, redisPrefix }: Config): Promise<Finding[]> {
  try {
    const lacking = redis ? await missingRights({ ...redis, prefix: redisPrefix }) : null
    // Nothing else can be asked by who may not ask.
    if (lacking !== null) return [wrong('redis-rights', `Redis: ${lacking}`, 'Give its user these rights')]
    return [ok('redis-rights', 'Redis lets its user do all that is needed'), ...judgeRedis(await broker.serverInfo())]
  } catch (error) {
    const mend = 'Start it, or correct REDIS_URL; what was accepted waits until it is back'
    return [wrong('redis', `Redis does not answer: ${reasonOfRedis(error, redis?.url ?? '')}`, mend)]
  }
}

/** @param info fields of Redis' INFO */
export function judgeRedis(info: Readonly<Record<string, string>>): Finding[] {
  return [versionOf(info), roleOf(info), evictionOf(info), memoryOf(info), persistenceOf(info)].flat()
}

type Info = Readonly<Record<string, string>>

function versionOf({ redis_version: version = '?' }: Info): Finding {
  if (Number(version.split('.')[0]) >= oldest) return ok('redis-version', `Redis ${version}`)
  return wrong('redis-version', `Redis is of version ${version}`, `Use ${oldest} or newer`)
}

function roleOf({ role = 'master' }: Info): Finding[] {
  if (role === 'master') return []
  return [wrong('redis-role', 'Redis is a replica, which takes no writes', 'Name the primary in REDIS_URL')]
}

function evictionOf({ maxmemory_policy: policy = '?' }: Info): Finding {
  if (policy === 'noeviction') return ok('redis-eviction', 'Redis keeps what it is given (noeviction)')
  return wrong(
    'redis-eviction',
    `Redis throws data away when it is full: maxmemory-policy is ${policy}`,
    'CONFIG SET maxmemory-policy noeviction, and the same in its configuration; or jobs may vanish',
  )
}

function memoryOf({ maxmemory = '0', used_memory: used = '0' }: Info): Finding {
  const code = 'redis-memory'
  const most = Number(maxmemory)
  if (most === 0) {
    const mend = 'Set maxmemory to less than its machine or container has: then callers are told to wait instead'
    return warning(code, 'Redis has no maxmemory: when the machine is full, the system kills it', mend)
  }
  const share = Number(used) / most
  const what = `Redis uses ${Math.round(share * 100)} % of its maxmemory`
  if (share < tight.warning) return ok(code, what)
  const mend = 'Raise maxmemory, or add workers: jobs that wait are what fills it'
  return share < tight.error ? warning(code, `${what}, and runs wait for room`, mend) : wrong(code, what, mend)
}

function persistenceOf(info: Info): Finding {
  const code = 'redis-persistence'
  const { aof_enabled: aof, aof_last_write_status: written = 'ok', rdb_last_bgsave_status: saved = 'ok' } = info
  if (written !== 'ok' || (saved !== 'ok' && aof !== '1'))
    return wrong(code, 'Redis cannot write to its disk', 'Look into its log; is the disk full, or read-only?')
  if (aof === '1') return ok(code, 'Redis writes an append-only file')
  const mend = 'CONFIG SET appendonly yes, and the same in its configuration'
  return warning(code, 'Redis has appendonly off: after a crash, runs are queued again from PostgreSQL', mend)
}
