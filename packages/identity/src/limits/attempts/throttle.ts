import type { AttemptKey, Broker } from '@syndicate/broker'
import { ProblemError } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import type { Log } from '../../log.ts'
import { createLocalAttempts } from './local-attempts.ts'

const minuteMs = 60_000

/** Wrong passwords of an account, or of one device its owner used before. */
export const passwordRule = {
  free: 10,
  firstPauseMs: minuteMs,
  longestPauseMs: 15 * minuteMs,
  forgottenAfterMs: 60 * minuteMs,
}
/** Wrong passwords, or bad keys, from one network. */
export const networkRule = {
  free: 30,
  firstPauseMs: minuteMs,
  longestPauseMs: minuteMs,
  forgottenAfterMs: minuteMs,
}

/** Redis that answers more slowly counts as away: nobody waits for it at the door. */
const patienceMs = 250

export interface Attempt {
  /** It was right: it does not count. */
  undo(): void
}

export type Throttle = ReturnType<typeof createThrottle>

/** Slows down who tries passwords, over all gateways; without Redis, each gateway for itself. */
export function createThrottle(shared: Broker['attempts'], log: Log) {
  const local = createLocalAttempts()

  async function begin(keys: readonly AttemptKey[]): Promise<{ pauseMs: number; undo: () => void }> {
    try {
      const pauseMs = await within(patienceMs, shared.begin(keys))
      const undo = () => void shared.undo(keys).catch((err: unknown) => log.debug({ err }, 'attempt not taken back'))
      return { pauseMs, undo }
    } catch (err) {
      log.debug({ err }, 'attempts are counted here alone')
      return { pauseMs: local.begin(keys), undo: () => local.undo(keys) }
    }
  }

  return {
    /** Counts a try before its outcome is known. @throws ProblemError too-many-requests, with the time to wait */
    async begin(keys: readonly AttemptKey[]): Promise<Attempt> {
      const { pauseMs, undo } = await begin(keys)
      refuseFor(pauseMs)
      return { undo }
    },
  }
}

/** @throws ProblemError too-many-requests */
export function refuseFor(pauseMs: number): void {
  if (pauseMs <= 0) return
  const retryAfterSeconds = Math.ceil(pauseMs / 1000)
  throw new ProblemError('too-many-requests', `Too many wrong tries; again in ${retryAfterSeconds} s`, {
    retryAfterSeconds,
  })
}
