/** What somebody else knows. */
export interface Look<T> {
  /** What was found a moment ago, or is found within a little; null when that took too long or could not be had. */
  finding(): Promise<T | null>
}

export interface LookOptions {
  /** For so long a finding is good for whoever asks next, in milliseconds. */
  freshMs: number
  /** How long whoever asks waits at most, in milliseconds. */
  patienceMs: number
}

/**
 * Asks seldom, whoever wants to know, and one question at a time: a server that does not answer is not asked again while it
 * has the last question. What it found too late for one is there for the next.
 */
export function createLook<T>(ask: () => Promise<T>, { freshMs, patienceMs }: LookOptions): Look<T> {
  let found: T | null = null
  let askedAt = Number.NEGATIVE_INFINITY
  let pending: Promise<void> | undefined

  async function askAgain(): Promise<void> {
    askedAt = performance.now()
    found = await ask().catch(() => null)
    pending = undefined
  }

  return {
    async finding() {
      if (!pending && performance.now() - askedAt > freshMs) pending = askAgain()
      if (!pending) return found
      const waited = Promise.withResolvers<'late'>()
      const timer = setTimeout(() => waited.resolve('late'), patienceMs)
      const first = await Promise.race([pending, waited.promise])
      clearTimeout(timer)
      return first === 'late' ? null : found
    },
  }
}
