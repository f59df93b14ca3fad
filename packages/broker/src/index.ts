import type { Stage } from '@syndicate/contracts'
import { createAcknowledged } from './acknowledged.ts'
import { createAttempts } from './attempts.ts'
import { createBus } from './bus.ts'
import { connectFailingFast, connectListening, connectPatiently, type BrokerOptions } from './connect.ts'
import { createGeneration } from './generation.ts'
import { createHome } from './home.ts'
import { createMemory } from './memory.ts'
import { createPlaces } from './places.ts'
import { createPresence } from './presence.ts'
import { createQueues, startWorker, type Handler, type StageWorker, type WorkOptions } from './queues.ts'
import { createRates } from './rates.ts'
import type { RedisClient } from './redis-client.ts'
import { createSignals } from './signals.ts'
import { keyPrefixOf } from './several-hosts.ts'
import { sparingly } from './sparingly.ts'

export type { AttemptKey, AttemptRule } from './attempts.ts'
export type { EventRetention, KeptEvent, KeptEvents, NewEvent } from './bus.ts'
export type { BrokerOptions, RedisServer } from './connect.ts'
export type { RefOf } from './is-reference.ts'
export { headChunks, placeInLine, userHandicap } from './place-in-line.ts'
export { JobRefused } from './failures.ts'
export type { AttemptOutcome, Handler, JobContext, StageWorker, WorkOptions } from './queues.ts'
export type { Presence, PresentProcess } from './presence.ts'
export { missingRights } from './rights.ts'
export type { RateLeft, RateVerdict, RateWindow } from './rates.ts'

export type Broker = ReturnType<typeof createBroker>

/** Opens Redis: queues and events. Close it when done. */
export function createBroker(options: BrokerOptions) {
  const prefix = keyPrefixOf(options.url, options.prefix)
  const onError = sparingly(options.onError ?? (() => {}))
  const connection = { server: options, onError }
  const redis = connectFailingFast(connection)
  const subscriber = connectListening(connection)
  const patient = [subscriber]
  const home = createHome(redis, prefix)
  const memory = createMemory(home)
  const queues = createQueues(redis, prefix, { home, memory }, onError)

  return {
    queues,
    memory,
    generation: createGeneration(redis, home, prefix),
    bus: createBus(redis, subscriber, prefix, options.events ?? { runSeconds: 120, otherSeconds: 24 * 3600 }, memory),
    signals: createSignals(redis, subscriber, prefix),
    places: createPlaces(redis, prefix),
    presence: createPresence(redis, home, prefix),
    rates: createRates(redis, prefix),
    attempts: createAttempts(redis, prefix),
    acknowledged: createAcknowledged(redis, prefix),

    /** Takes jobs of a stage until the worker is stopped. */
    work<S extends Stage>(stage: S, handler: Handler<S>, work: WorkOptions): StageWorker {
      const own = connectPatiently(connection)
      patient.push(own)
      return startWorker(stage, handler, { ...work, redis: own, prefix, onError })
    },

    /** Resolves once Redis answers; rejects with the reason when it does not within `timeoutMs`, or may throw data away. */
    async ping(timeoutMs = 1_000): Promise<void> {
      if (redis.status !== 'ready') await ready(redis, timeoutMs)
      await home.time()
      if (await memory.evicts()) throw new Error('Redis may evict: set its maxmemory-policy to noeviction')
    },

    /** What the server says of itself, by field of `INFO`. */
    async serverInfo(): Promise<Record<string, string>> {
      const text = await home.info()
      return Object.fromEntries([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name, value]) => [name!, value!]))
    },

    async close(): Promise<void> {
      await queues.close()
      for (const connection of [redis, ...patient]) connection.disconnect()
    },
  }
}

function ready(redis: RedisClient, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      redis.off('ready', done)
      reject(new Error(`Redis does not answer within ${timeoutMs} ms`))
    }, timeoutMs)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    redis.once('ready', done)
  })
}
