import { Redis, type RedisOptions } from 'ioredis'
import type { EventRetention } from './bus.ts'

/** Where Redis is. */
export interface RedisServer {
  readonly url: string
  /** Of a `rediss://` URL, each in PEM. */
  readonly tls?: Readonly<Partial<Record<'ca' | 'cert' | 'key' | 'servername', string>>>
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

/** How long to wait before the next attempt to reconnect: quick at first, never more than two seconds. */
const retryStrategy = (attempt: number) => Math.min(attempt * 50, 2_000)

/** A connection that answers or fails at once: for callers who would rather be told than wait. */
export function connectFailingFast(options: Connection): Redis {
  return connect(options, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 5_000 })
}

/** A connection that waits for Redis to come back: for workers and subscribers. */
export function connectPatiently(options: Connection): Redis {
  return connect(options, { maxRetriesPerRequest: null })
}

function connect({ server, onError }: Connection, settings: RedisOptions): Redis {
  const redis = openRedis(server, { retryStrategy, ...settings })
  // Without a listener an 'error' event ends the process.
  redis.on('error', onError)
  return redis
}

/** A connection that begins at once, unless it is told not to. */
export function openRedis({ url, tls }: RedisServer, settings: RedisOptions): Redis {
  // Naming the library to Redis would take one more right.
  return new Redis(url, { disableClientInfo: true, ...settings, ...(tls && { tls }) })
}
