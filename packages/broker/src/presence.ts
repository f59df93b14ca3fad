import { newId, type Stage } from '@syndicate/contracts'
import type { Home } from './home.ts'
import type { RedisClient } from './redis-client.ts'

/** What a gateway or worker says of itself. */
export interface Presence {
  kind: 'gateway' | 'worker'
  /** Of the program. */
  version: string
  /** Of the jobs it adds and takes. */
  jobVersion: number
  /** Those it takes jobs of; none, where it is a gateway. */
  stages: readonly Stage[]
  /** The machine, as it calls itself. */
  host: string
  /** Most connections to PostgreSQL that it opens. */
  connections: number
}

/** One that lives, or has died a moment ago. */
export interface PresentProcess extends Presence {
  id: string
  /** By its own clock, in milliseconds since 1970. */
  startedAt: number
  /** By how much its clock is ahead of Redis' at least, in milliseconds. */
  clockAheadMs: number
  /** How long ago it was heard, in milliseconds. */
  silentMs: number
}

interface Kept extends Omit<PresentProcess, 'silentMs'> {
  /** By Redis' clock. */
  heardAt: number
}

/** How often a process says that it is there, in milliseconds. */
const beatMs = 10_000
/** One that has missed two beats counts as gone. */
const lapsedMs = 2.5 * beatMs

/** Which gateways and workers live, as they say themselves: nobody has to be told how many there are to be. */
export function createPresence(redis: RedisClient, home: Home, prefix: string) {
  const key = `${prefix}:presence`

  /** Redis' clock and by how much ours is ahead at least: of a slow answer nobody knows when it was given. */
  async function clocks(): Promise<{ redisMs: number; aheadMs: number }> {
    const before = Date.now()
    const [seconds, microseconds] = await home.time()
    const redisMs = seconds * 1000 + Math.floor(microseconds / 1000)
    return { redisMs, aheadMs: Math.max(before - redisMs, Math.min(0, Date.now() - redisMs)) }
  }

  async function kept(): Promise<Kept[]> {
    return Object.values(await redis.hgetall(key)).map((text) => JSON.parse(text) as Kept)
  }

  async function list(): Promise<PresentProcess[]> {
    const [{ redisMs }, all] = await Promise.all([clocks(), kept()])
    return all
      .map(({ heardAt, ...present }) => ({ ...present, silentMs: Math.max(0, redisMs - heardAt) }))
      .filter(({ silentMs }) => silentMs < lapsedMs)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1))
  }

  /** Of processes that were killed, so that deaths do not add up; who ends as it should takes its own away. */
  async function forgetDead(): Promise<void> {
    const { redisMs } = await clocks()
    const dead = (await kept()).filter(({ heardAt }) => redisMs - heardAt >= lapsedMs)
    if (dead.length > 0) await redis.hdel(key, ...dead.map(({ id }) => id))
  }

  /**
   * Says that this process is there, now and every ten seconds; while Redis is away it says nothing.
   * @returns how to say that it is gone
   */
  function announce(presence: Presence): () => Promise<void> {
    const own = { ...presence, id: newId(), startedAt: Date.now() }
    let beating: Promise<unknown> = Promise.resolve()

    async function beat(): Promise<void> {
      const { redisMs, aheadMs } = await clocks()
      const said: Kept = { ...own, clockAheadMs: aheadMs, heardAt: redisMs }
      await redis.hset(key, own.id, JSON.stringify(said))
    }

    // The connections tell of their trouble themselves.
    const say = () => void (beating = beat().catch(() => {}))
    const begin = () => {
      say()
      void forgetDead().catch(() => {})
    }
    if (redis.status === 'ready') begin()
    else redis.once('ready', begin)
    const timer = setInterval(say, beatMs)
    return async () => {
      clearInterval(timer)
      redis.off('ready', begin)
      await beating
      await redis.hdel(key, own.id).catch(() => {})
    }
  }

  return {
    announce,
    /** Those that live, in the order they started. */
    list,
    /** By how much this process's clock is ahead of Redis' at least, in milliseconds. */
    clockAheadMs: async (): Promise<number> => (await clocks()).aheadMs,
  }
}
