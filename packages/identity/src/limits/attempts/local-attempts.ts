import type { AttemptKey } from '@syndicate/broker'

const maxKeys = 10_000

/** The same as the broker's attempts, within this process: for when Redis is away, and for what need not be shared. */
export function createLocalAttempts(now: () => number = () => performance.now()) {
  const counters = new Map<string, { tried: number; at: number; until: number }>()

  function counterOf(key: string) {
    const counter = counters.get(key)
    if (counter && counter.until > now()) return counter
    counters.delete(key)
    return undefined
  }

  function pauseOf({ key, rule }: AttemptKey): number {
    const counter = counterOf(key)
    if (!counter || counter.tried < rule.free) return 0
    const doubled = rule.firstPauseMs * 2 ** Math.min(counter.tried - rule.free, 30)
    return Math.max(0, counter.at + Math.min(rule.longestPauseMs, doubled) - now())
  }

  /** For how many milliseconds a try would be refused now. */
  const pause = (keys: readonly AttemptKey[]): number => Math.max(...keys.map(pauseOf))

  return {
    pause,

    /** Counts a try. @returns for how many milliseconds it is refused, or 0 when it may go on */
    begin(keys: readonly AttemptKey[]): number {
      const refused = pause(keys)
      if (refused > 0) return refused
      for (const { key, rule } of keys) {
        const tried = (counterOf(key)?.tried ?? 0) + 1
        counters.delete(key)
        counters.set(key, { tried, at: now(), until: now() + rule.forgottenAfterMs })
        if (counters.size > maxKeys) counters.delete(counters.keys().next().value!)
      }
      return 0
    },

    /** Takes a try back that turned out to be right. */
    undo(keys: readonly AttemptKey[]): void {
      for (const { key } of keys) {
        const counter = counterOf(key)
        if (counter && (counter.tried -= 1) <= 0) counters.delete(key)
      }
    },
  }
}
