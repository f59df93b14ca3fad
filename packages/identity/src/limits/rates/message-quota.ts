import { windowMs } from './limiter.ts'
import { createSlidingLog } from './sliding-log.ts'

export type MessageQuota = ReturnType<typeof createMessageQuota>

/**
 * How many messages a user may send in any minute over all sockets of this gateway. Past it each is answered with an
 * error; who sends as many again all the same is a flood.
 */
export function createMessageQuota(perMinute: number, now?: () => number) {
  const allowed = createSlidingLog(windowMs, now)
  const refused = createSlidingLog(windowMs, now)
  return {
    detail: `At most ${perMinute} messages a minute`,
    take(userId: string): 'allowed' | 'refused' | 'flood' {
      const windows = [{ key: userId, limit: perMinute }]
      if (allowed.take(windows).allowed) return 'allowed'
      return refused.take(windows).allowed ? 'refused' : 'flood'
    },
  }
}
