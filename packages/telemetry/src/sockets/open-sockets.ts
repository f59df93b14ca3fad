import type { Broker } from '@syndicate/broker'
import { newId, ProblemError } from '@syndicate/contracts'
import { within } from '@syndicate/timing'

/** A gateway that dies leaves its sockets counted for so long. */
const keptMs = 30_000
/** How long Redis may take before a gateway counts by itself. */
const patienceMs = 1_000

export interface OpenSocketsDeps {
  places: Broker['places']
  /** At this gateway, of all users. */
  maxSockets: number
  /** Of one user, over all gateways. */
  perUser: number
  /** Over how many gateways a user's are spread while Redis is away. */
  gateways: number
  onError: (error: unknown) => void
}

export type OpenSockets = ReturnType<typeof createOpenSockets>

/** How many sockets are open, in all and by user. One counts from before it is let in until it is closed. */
export function createOpenSockets({ places, maxSockets, perUser, gateways, onError }: OpenSocketsDeps) {
  const byUser = new Map<string, Set<string>>()
  let count = 0
  const timer = setInterval(() => void keepAll(), keptMs / 3).unref()

  function add(userId: string, place: string): number {
    const own = byUser.get(userId) ?? new Set()
    byUser.set(userId, own.add(place))
    count += 1
    return own.size
  }

  function remove(userId: string, place: string): void {
    const own = byUser.get(userId)
    if (!own?.delete(place)) return
    count -= 1
    if (own.size === 0) byUser.delete(userId)
    places.give(nameOf(userId), place).catch(onError)
  }

  async function keepAll(): Promise<void> {
    const keeping = [...byUser].map(([userId, own]) => places.keep(nameOf(userId), [...own], keptMs))
    await Promise.all(keeping).catch(onError)
  }

  /** Without Redis a gateway gives its share. */
  async function isTaken(userId: string, place: string, own: number): Promise<boolean> {
    try {
      return await within(patienceMs, places.take(nameOf(userId), place, perUser, keptMs))
    } catch (error) {
      onError(error)
      return own <= Math.ceil(perUser / gateways)
    }
  }

  return {
    get count(): number {
      return count
    },

    /**
     * Counts a socket that is about to be opened. @returns how to take it off again
     * @throws ProblemError unavailable, too-many-sockets
     */
    async open(userId: string): Promise<() => void> {
      if (count >= maxSockets) throw new ProblemError('unavailable', 'Too many open sockets')
      const place = newId()
      const own = add(userId, place)
      if (own <= perUser && (await isTaken(userId, place, own))) return () => remove(userId, place)
      remove(userId, place)
      throw new ProblemError('too-many-sockets', `At most ${perUser} open sockets at a time`)
    },

    close: (): void => clearInterval(timer),
  }
}

function nameOf(userId: string): string {
  return `sockets:${userId}`
}
