import { Cluster, type Redis } from 'ioredis'
import { openRedis, type RedisServer } from './connect.ts'
import type { RedisClient } from './redis-client.ts'
import { keyPrefixOf } from './several-hosts.ts'

/**
 * What queues, events and limits ask of Redis, scripts included: each with as many arguments as it takes. K is a key, C a
 * channel. A test does everything with the rights to these and no others.
 */
const used = `
PING, INFO, CLIENT LIST, CLIENT SETNAME rights, TIME, EVAL return 0, EVALSHA 0 0, MULTI, EXEC
GET K, SET K v, DEL K, UNLINK K, EXISTS K, EXPIRE K 1, PEXPIRE K 1, PTTL K, INCR K, INCRBY K 1, RENAME K K, TYPE K
HGET K f, HSET K f v, HMGET K f, HMSET K f v, HDEL K f, HEXISTS K f, HGETALL K, HINCRBY K f 1, HLEN K
LPUSH K v, RPUSH K v, LPOP K, RPOP K, RPOPLPUSH K K, LLEN K, LRANGE K 0 0, LREM K 0 v, LTRIM K 0 0, LPOS K v, LINDEX K 0
SADD K v, SREM K v, SCARD K, SMEMBERS K, SISMEMBER K v
ZADD K 0 v, ZREM K v, ZSCORE K v, ZCARD K, ZCOUNT K 0 0, ZRANGE K 0 0, ZREVRANGE K 0 0, ZRANGEBYSCORE K 0 0, ZREVRANGEBYSCORE K 0 0
ZRANGEBYLEX K - +, ZREMRANGEBYSCORE K 0 0, ZREMRANGEBYRANK K 0 0, ZPOPMIN K, BZPOPMIN K 1
XADD K * f v, XTRIM K MAXLEN 0, XRANGE K - +, XLEN K
PUBLISH C v`

interface RightsOptions extends RedisServer {
  prefix?: string
  timeoutMs?: number
}

/**
 * What the user of this URL cannot do of all that is needed, in words that say what to give or to undo; null when nothing is missing.
 * Nothing is changed for it: commands are queued in a transaction that is discarded, and Redis refuses those at once that the
 * user may not give. Rejects with the reason when Redis cannot be asked.
 */
export async function missingRights(options: RightsOptions): Promise<string | null> {
  const { timeoutMs = 3_000 } = options
  const prefix = keyPrefixOf(options.url, options.prefix)
  let trouble: Error | undefined
  const ofSentinels: string[] = []
  const redis = openRedis(options, {
    lazyConnect: true,
    // It asks for INFO, which may be what is missing.
    enableReadyCheck: false,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
  })
    .on('error', (error) => (trouble = error))
    .on('node error', (error: Error) => (trouble = error))
    .on('sentinelError', ({ message }: Error) => ofSentinels.push(message))
  try {
    await redis.connect()
    return sentenceOf(await refusedOf(await homeOf(redis, prefix), redis.isCluster, prefix), prefix)
  } catch (error) {
    throw ofSentinels.length > 0 ? new Error(ofSentinels.join('; ')) : (trouble ?? error)
  } finally {
    redis.disconnect()
  }
}

/** The node that has our keys, or who answers at all. */
async function homeOf(redis: RedisClient, prefix: string): Promise<Redis> {
  if (!(redis instanceof Cluster)) return redis
  const nodes = redis.nodes('master')
  const isElsewhere = (node: Redis) =>
    node.exists(nameOf('K', prefix)).then(
      () => false,
      ({ message }: Error) => message.startsWith('MOVED'),
    )
  const elsewhere = await Promise.all(nodes.map(isElsewhere))
  return nodes[elsewhere.indexOf(false)]!
}

interface Refused {
  /** Renamed, disabled, or of a later Redis. */
  unknown: string[]
  commands: string[]
  keys: boolean
  channels: boolean
}

async function refusedOf(redis: Redis, isOfCluster: boolean, prefix: string): Promise<Refused> {
  const refused: Refused = { unknown: [], commands: [], keys: false, channels: false }
  const note = (command: string) => (error: unknown) => {
    const text = error instanceof Error ? error.message : ''
    if (text === 'ERR EXEC without MULTI') return
    if (/^ERR unknown (sub)?command/.test(text)) refused.unknown.push(command)
    else if (!/^(EXECABORT .*: )?NOPERM /.test(text)) throw error
    else if (/\bchannel/.test(text)) refused.channels = true
    else if (/\bkeys?\b/.test(text)) refused.keys = true
    else refused.commands.push(/'([\w|]+)' command/.exec(text)?.[1]?.toUpperCase() ?? command)
  }
  // Without a transaction it does nothing, and says so to whoever may.
  await redis.call('EXEC').catch(note('EXEC'))
  const begun = await redis.call('MULTI').catch(note('MULTI'))
  // Outside of a transaction they would be done.
  if (begun === undefined) return refused
  const calls = used
    .trim()
    .split(/, |\n/)
    .map((line) => line.split(' ') as [string, ...string[]])
  await Promise.all(
    calls
      .filter(([command]) => command !== 'MULTI' && command !== 'EXEC')
      .map(([command, ...rest]) =>
        redis.call(command, ...rest.map((word) => nameOf(word, prefix))).catch(note(command)),
      ),
  )
  await redis.call('DISCARD').catch(note('DISCARD'))
  if (isOfCluster) {
    await redis.call('CLUSTER', 'INFO').catch(note('CLUSTER'))
    await redis.call('ASKING').catch(note('ASKING'))
  }
  await redis.subscribe(nameOf('C', prefix)).catch(note('SUBSCRIBE'))
  await redis.unsubscribe(nameOf('C', prefix)).catch(note('UNSUBSCRIBE'))
  return refused
}

function nameOf(word: string, prefix: string): string {
  return word === 'K' || word === 'C' ? `${prefix}:rights` : word
}

function sentenceOf({ unknown, ...rights }: Refused, prefix: string): string | null {
  const absent =
    unknown.length > 0 &&
    `it has no command ${[...new Set(unknown)].join(', ')}; take rename-command out of its configuration, or use a Redis that has it`
  return [absent, rightsSentenceOf(rights, prefix)].filter(Boolean).join('. ') || null
}

function rightsSentenceOf({ commands, keys, channels }: Omit<Refused, 'unknown'>, prefix: string): string | null {
  const lacking = [
    ...(commands.length > 0 ? [`the commands ${commands.join(', ')}`] : []),
    ...(keys ? [`the keys ${prefix}:*`] : []),
    ...(channels ? [`the channels ${prefix}:*`] : []),
  ]
  if (lacking.length === 0) return null
  const rights = [
    ...commands.map((command) => `+${command.toLowerCase()}`),
    ...(keys ? [`~${prefix}:*`] : []),
    ...(channels ? [`&${prefix}:*`] : []),
  ]
  return `its user may not use ${lacking.join(' and ')}; ACL SETUSER it with ${rights.join(' ')}`
}
