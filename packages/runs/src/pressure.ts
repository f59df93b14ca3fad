import type { Broker, FlightLimits } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'

/** How long a finding is good enough, in milliseconds. */
const freshMs = 250
/** A database that has not answered for so long is short of something. */
const patienceMs = 2_000
/** Above this share of its memory Redis takes no more work in: the rest is for finishing what is there. */
const fullShare = 0.85

export interface Pressure {
  /** Throws unavailable, naming what is short, when new work had better stay outside for now. */
  refuseNewWork(): void
}

export interface PressureLimits {
  flight: FlightLimits
  /** Most bytes the database may have; none: no limit. */
  databaseBytes?: number | undefined
}

/**
 * Watches what work needs: room in flight, Redis' memory, the database. It answers at once, by what was found a moment
 * ago, and looks again only while it is asked. Redis being away is no reason to refuse: runs then wait in the catalog.
 */
export function createPressure(deps: { catalog: Catalog; broker: Broker; limits: PressureLimits }): Pressure {
  const { catalog, broker, limits } = deps
  const redis = createLook(async () => {
    if ((await broker.memory.share()) > fullShare) return "Redis' memory"
    return (await broker.flight.bytes()) >= limits.flight.bytes ? 'Room for chunks in flight' : null
  })
  const database = createLook(async () => {
    const bytes = limits.databaseBytes === undefined ? 0 : await catalog.bytes()
    await catalog.ping()
    return bytes > (limits.databaseBytes ?? 0) ? 'Room in the database' : null
  })

  return {
    refuseNewWork() {
      const short = redis.finding() ?? database.finding() ?? (database.pendingMs() > patienceMs ? 'The database' : null)
      if (short !== null) throw new ProblemError('overloaded', `${short} is short for the moment`)
    },
  }
}

/** What is short by the last look. Starts the next look when that one has aged; one that fails finds nothing. */
function createLook(look: () => Promise<string | null>) {
  let found: string | null = null
  let began = Number.NEGATIVE_INFINITY
  let pending = false

  return {
    finding(): string | null {
      if (!pending && performance.now() - began > freshMs) {
        began = performance.now()
        pending = true
        void look()
          .catch(() => null)
          .then((short) => {
            found = short
            pending = false
          })
      }
      return found
    },
    pendingMs: () => (pending ? performance.now() - began : 0),
  }
}
