import type { RateVerdict } from '@syndicate/broker'

/** Least recently asked for are forgotten first: an attacker may invent as many names as it likes. */
const maxKeys = 10_000

interface Log {
  times: number[]
  /** Where the window begins in `times`; what is before it is cut away in bulk. */
  from: number
}

/** The exact sliding window of one process: when leave was given, by key. */
export function createSlidingLog(windowMs: number, now: () => number = () => performance.now()) {
  const logs = new Map<string, Log>()

  function open(key: string): Log {
    const log = logs.get(key) ?? { times: [], from: 0 }
    logs.delete(key)
    logs.set(key, log)
    if (logs.size > maxKeys) logs.delete(logs.keys().next().value!)
    const { times } = log
    while (log.from < times.length && times[log.from]! <= now() - windowMs) log.from += 1
    if (log.from > 64 && log.from > times.length / 2) {
      times.splice(0, log.from)
      log.from = 0
    }
    return log
  }

  function verdict({ times, from }: Log, limit: number, allowed: boolean): RateVerdict {
    const oldest = times[from]
    return {
      allowed,
      remaining: Math.max(0, limit - (times.length - from)),
      resetMs: oldest === undefined ? windowMs : Math.ceil(oldest + windowMs - now()),
    }
  }

  return {
    /** Whether there is room for one more, without taking it. */
    look(key: string, limit: number): RateVerdict {
      const log = open(key)
      return verdict(log, limit, log.times.length - log.from < limit)
    },

    take(key: string, limit: number): RateVerdict {
      const log = open(key)
      const allowed = log.times.length - log.from < limit
      if (allowed) log.times.push(now())
      return verdict(log, limit, allowed)
    },

    /** Writes down a leave that was given elsewhere, at a time of this log's clock. */
    note(key: string, at: number): void {
      open(key).times.push(at)
    },
  }
}
