import type { Broker } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'
import { within } from '@syndicate/timing'

/** A finding older than this is looked up anew, beside whatever is going on. In milliseconds, as all here. */
const freshMs = 250
/** One older than this says nothing: then the next one is waited for, a little. */
const staleMs = 500
const worthWaitingMs = 500
/** A database that has not answered for so long is short of something. */
const patienceMs = 2_000
/** Above this share of its memory Redis takes no more work in: the rest is for finishing what is there. */
const fullShare = 0.85

export interface Pressure {
  /** Rejects with overloaded, naming what is short, when new work had better stay outside for now. */
  refuseNewWork(): Promise<void>
}

export interface PressureLimits {
  /** Most bytes the database may have; none: no limit. */
  databaseBytes?: number | undefined
}

/**
 * Watches what work needs: Redis' memory, the database. While it is asked often it answers at once, by what
 * was found a moment ago, and looks again beside that. Redis being away is no reason to refuse: runs then wait in the catalog.
 */
export function createPressure(deps: { catalog: Catalog; broker: Broker; limits: PressureLimits }): Pressure {
  const { catalog, broker, limits } = deps
  const redis = createLook(async () => {
    if (await broker.memory.evicts()) return 'A Redis that throws nothing away (maxmemory-policy noeviction)'
    return (await broker.memory.share()) > fullShare ? "Redis' memory" : null
  })
  const database = createLook(async () => {
    const bytes = limits.databaseBytes === undefined ? 0 : await catalog.bytes()
    await catalog.ping()
    return bytes > (limits.databaseBytes ?? 0) ? 'Room in the database' : null
  })

  return {
    async refuseNewWork() {
      const [broker, catalog] = await Promise.all([redis.finding(), database.finding()])
      const short = broker ?? catalog ?? (database.pendingMs() > patienceMs ? 'The database' : null)
      if (short !== null) throw new ProblemError('overloaded', `${short} is short for the moment`)
    },
  }
}

/** What is short by the last look. Starts the next look when that one has aged; one that fails finds nothing. */
function createLook(look: () => Promise<string | null>) {
  let found: string | null = null
  let began = Number.NEGATIVE_INFINITY
  let pending: Promise<void> | undefined
  const age = () => performance.now() - began

  async function lookAgain(): Promise<void> {
    found = await look().catch(() => null)
    pending = undefined
  }

  return {
    async finding(): Promise<string | null> {
      const isStale = age() > staleMs
      if (!pending && age() > freshMs) {
        began = performance.now()
        pending = lookAgain()
      }
      if (isStale && pending) await within(worthWaitingMs, pending, () => {})
      return found
    },
    pendingMs: () => (pending ? age() : 0),
  }
}
