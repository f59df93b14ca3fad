/**
 * How long to wait after so many failures, in milliseconds: any time below a bound that doubles with each, from twice
 * `baseMs` after the first to `mostMs`. Spread that wide, clients that lost one server do not come back to it together
 * ("full jitter": M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015).
 */
export function backoff(failures: number, baseMs = 500, mostMs = 30_000, random = Math.random): number {
  return random() * Math.min(mostMs, baseMs * 2 ** failures)
}
