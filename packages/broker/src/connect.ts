import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { EventRetention } from './bus.ts'
import type { RedisClient } from './redis-client.ts'
import { severalHosts, type SeveralHosts } from './several-hosts.ts'

/** Where Redis is. */
export interface RedisServer {
  /** `redis://…`, `redis+sentinel://…` with sentinels and the name they have for the master, or `redis+cluster://…`; `rediss` for TLS. */
  readonly url: string
  /** Of a `rediss` URL, each in PEM. */
  readonly tls?: Readonly<Partial<Record<'ca' | 'cert' | 'key' | 'servername', string>>>
  /** What sentinels ask for. */
  readonly sentinel?: Readonly<Partial<Record<'username' | 'password', string>>>
}

export interface BrokerOptions extends RedisServer {
  /** Every key and channel begins with it. */
  prefix?: string
  /** How long events are kept; two minutes and a day when left out. */
  events?: EventRetention
  /**
   * Told of connection trouble, of the first at once and then every half minute with how many were kept back. The
   * connections mend themselves.
   */
  onError?: (error: Error, keptBack: number) => void
}

/** What every connection of a broker shares. */
interface Connection {
  server: RedisServer
  onError: (error: Error) => void
}

/** How long a sentinel or a node may be silent before the next is asked. */
const silentMs = 3_000

/** How long to wait before the next attempt to reconnect: quick at first, never more than two seconds. */
const retryStrategy = (attempt: number) => Math.min(attempt * 50, 2_000)

/** A connection that answers or fails at once: for callers who would rather be told than wait. */
export function connectFailingFast(options: Connection): RedisClient {
  return connect(options, {
    ...silent(options, 5_000),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 5_000,
  })
}

/** A connection that waits for Redis to come back: for workers. Longer than they let Redis wait for a job it may not be silent. */
export function connectPatiently(options: Connection): RedisClient {
  return connect(options, { ...silent(options, 15_000), maxRetriesPerRequest: null })
}

/** The same for who listens, and would not notice that nobody speaks any more. */
export function connectListening(options: Connection): RedisClient {
  const redis = connectPatiently(options)
  // A cluster is asked who is there anyway.
  if (!isMoving(options) || redis.isCluster) return redis
  const asking = setInterval(() => {
    if (redis.status === 'ready') redis.ping().catch(() => {})
  }, 5_000)
  return redis.once('end', () => clearInterval(asking))
}

/**
 * A master that hangs, or whose machine is gone, closes no connection. Where another takes its place, one that waits for an
 * answer in vain is given up; where there is no other, the answer may as well be waited for.
 */
function silent(options: Connection, socketTimeout: number): RedisOptions {
  return isMoving(options) ? { socketTimeout } : {}
}

function isMoving({ server }: Connection): boolean {
  return severalHosts(server.url) !== null
}

function connect({ server, onError }: Connection, settings: RedisOptions): RedisClient {
  const redis = openRedis(server, { retryStrategy, ...settings })
  // Without a listener an 'error' event ends the process.
  redis.on('error', onError)
  return redis.on('node error', onError)
}

/** A connection that begins at once, unless it is told not to. */
export function openRedis(server: RedisServer, settings: RedisOptions): RedisClient {
  const several = severalHosts(server.url)
  // Naming the library to Redis would take one more right.
  const common = { disableClientInfo: true, ...settings }
  if (several === null) return new Redis(server.url, { ...common, ...(server.tls && { tls: server.tls }) })
  const { credentials, isTls, kind } = several
  const options = { ...common, ...credentials, ...(isTls && { tls: server.tls ?? {} }), connectTimeout: silentMs }
  return kind === 'cluster' ? openCluster(several, options) : openSentineled(several, server, options)
}

function openSentineled({ hosts, path }: SeveralHosts, { sentinel = {} }: RedisServer, options: RedisOptions): Redis {
  const [name = '', db = '0'] = path
  return new Redis({
    ...options,
    sentinels: hosts,
    name,
    db: Number(db),
    ...(sentinel.username !== undefined && { sentinelUsername: sentinel.username }),
    ...(sentinel.password !== undefined && { sentinelPassword: sentinel.password }),
    sentinelCommandTimeout: silentMs,
    ...(options.tls && { sentinelTLS: options.tls, enableTLSForSentinelMode: true }),
  })
}

function openCluster({ hosts }: SeveralHosts, options: RedisOptions): Cluster {
  return new Cluster(hosts, {
    redisOptions: options,
    clusterRetryStrategy: (attempt) => options.retryStrategy?.(attempt),
    enableOfflineQueue: options.enableOfflineQueue ?? true,
    enableReadyCheck: options.enableReadyCheck ?? true,
    lazyConnect: options.lazyConnect ?? false,
    // Nodes go without a word, and certificates have the names that nodes are called by.
    slotsRefreshInterval: 5_000,
    slotsRefreshTimeout: silentMs,
    dnsLookup: (address, callback) => callback(null, address),
  })
}
