/**
 * How long to wait before the next try, in milliseconds: at random below `baseMs` × 2^`failures`, and below `mostMs`. Spread
 * that wide, clients that lost one server do not come back to it together ("full jitter": M. Brooker, Exponential Backoff
 * and Jitter, AWS Architecture Blog, 2015).
 * @param failures in a row before this one; 0 also for a connection that had held for long, and for a request that only came too early
 */
export function backoff(failures: number, baseMs = 500, mostMs = 30_000, random = Math.random): number {
  return random() * Math.min(mostMs, baseMs * 2 ** failures)
}
