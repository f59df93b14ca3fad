/** Tries of one delivery. With the pauses between them they take most of a day. */
export const mostAttempts = 10
/** Older ones are given up, however few tries there were: nobody was there to send them. */
export const longestMs = 3 * 24 * 3600_000

const firstPauseMs = 5_000
const longestPauseMs = 6 * 3600_000
/** Longest that a receiver may ask us to wait. */
const longestAskedMs = 3600_000

/**
 * How long to wait before the next try, in milliseconds: four times as long each time, spread so that what failed together
 * does not come back together; as long as the receiver asks for, where that is longer.
 * @param attempts so far
 */
export function pauseMs(attempts: number, askedMs = 0, random: () => number = Math.random): number {
  const pause = Math.min(longestPauseMs, firstPauseMs * 4 ** (attempts - 1))
  const spread = pause * (0.8 + 0.4 * random())
  return Math.round(Math.max(spread, Math.min(askedMs, longestAskedMs)))
}
