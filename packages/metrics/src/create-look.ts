/** What somebody else knows. */
export interface Look<T> {
  /** What was found a moment ago, or is found within a little, or else what was found last; null when that is too old or could not be had. */
  finding(): Promise<T | null>
}

export interface LookOptions {
  /** For so long a finding is good for whoever asks next, in milliseconds. */
  freshMs: number
  /** How long whoever asks waits at most, in milliseconds. */
  patienceMs: number
  /** Up to this age, in milliseconds since it came, the last finding stands in for one that does not come in time. */
  keptMs: number
}

/**
 * Asks seldom, whoever wants to know, and one question at a time: a server that does not answer is not asked again while it
 * has the last question. What it found too late for one is there for the next, so that who is merely slow is not told as away.
 */
export function createLook<T>(ask: () => Promise<T>, { freshMs, patienceMs, keptMs }: LookOptions): Look<T> {
  let found: T | null = null
  let foundAt = Number.NEGATIVE_INFINITY
  let pending: Promise<void> | undefined

  async function askAgain(): Promise<void> {
    found = await ask().catch(() => null)
    foundAt = performance.now()
    pending = undefined
  }

  const isYoungerThan = (ms: number) => performance.now() - foundAt < ms

  return {
    async finding() {
      if (!pending && isYoungerThan(freshMs)) return found
      pending ??= askAgain()
      const waited = Promise.withResolvers<'late'>()
      const timer = setTimeout(() => waited.resolve('late'), patienceMs)
      const first = await Promise.race([pending, waited.promise])
      clearTimeout(timer)
      return first !== 'late' || isYoungerThan(keptMs) ? found : null
    },
  }
}
