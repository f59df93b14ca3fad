import type { Broker, RateVerdict, RateWindow } from '@syndicate/broker'
import { within } from '@syndicate/timing'
import { createSlidingLog } from './sliding-log.ts'

export const windowMs = 60_000

/** Redis answers in a fraction of a millisecond; one that needs this long is not waited for again until it is back. */
const patienceMs = 100
/** How often to see whether it is back. */
const lookEveryMs = 500

export interface LimiterDeps {
  rates: Broker['rates']
  /** Over how many gateways a limit is spread while Redis is away. */
  gateways: number
  /** Told when Redis is lost and when it is back. */
  onChange: (away: boolean) => void
  now?: () => number
}

export type Limiter = ReturnType<typeof createLimiter>

/**
 * Counts requests in any 60 seconds, over all gateways through Redis. Without Redis each gateway allows its share of the
 * limit, by its own log; that log is kept all the time, so that nobody begins anew when Redis goes, or comes back empty.
 * It also answers for Redis when this gateway alone has given all there was to give: a flood does not reach Redis.
 */
export function createLimiter({ rates, gateways, onChange, now = () => performance.now() }: LimiterDeps) {
  const own = createSlidingLog(windowMs, now)
  let away = false
  let lookedAt = Number.NEGATIVE_INFINITY

  function become(isAway: boolean): void {
    if (away === isAway) return
    away = isAway
    onChange(isAway)
  }

  async function ask(windows: readonly RateWindow[]): Promise<RateVerdict> {
    lookedAt = now()
    try {
      const verdict = await within(patienceMs, rates.take(windows, windowMs))
      become(false)
      return verdict
    } catch (error) {
      become(true)
      throw error
    }
  }

  function alone(windows: readonly RateWindow[]): RateVerdict {
    return own.take(windows.map(({ key, limit }) => ({ key, limit: Math.ceil(limit / gateways) })))
  }

  return {
    /**
     * Asks leave for one, of all these limits at once: at most so many in any 60 seconds each. Never throws, and waits
     * 100 ms at the very most.
     */
    async take(windows: readonly RateWindow[]): Promise<RateVerdict> {
      const known = own.look(windows)
      if (!known.allowed) return known
      if (away) {
        const verdict = alone(windows)
        if (verdict.allowed && now() - lookedAt > lookEveryMs) ask(windows).catch(() => {})
        return verdict
      }
      // Noted with the time before the answer: our log is never the stricter one.
      const startedAt = now()
      try {
        const verdict = await ask(windows)
        if (verdict.allowed) own.note(windows, startedAt)
        return verdict
      } catch {
        return alone(windows)
      }
    },
  }
}
