/** How long one request may work on records, in milliseconds. */
const mostMs = 5_000

/** The time that a request has for its work, from now on. */
export interface Budget {
  leftMs(): number
  isSpent(): boolean
  /** Aborted when it is spent. */
  signal: AbortSignal
}

export function openBudget(ms = mostMs): Budget {
  const end = performance.now() + ms
  const signal = AbortSignal.timeout(ms)
  const leftMs = () => Math.max(0, end - performance.now())
  return { leftMs, isSpent: () => signal.aborted || leftMs() === 0, signal }
}
