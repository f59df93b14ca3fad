import type { RateLeft, RateVerdict, RateWindow } from '@syndicate/broker'

/** Least recently asked for are forgotten first: an attacker may invent as many names as it likes. */
const maxKeys = 10_000

interface Log {
  times: number[]
  /** Where the window begins in `times`; what is before it is cut away in bulk. */
  from: number
}

/** The exact sliding windows of one process: when leave was given, by key. */
export function createSlidingLog(windowMs: number, now: () => number = () => performance.now()) {
  const logs = new Map<string, Log>()

  function open(key: string): Log {
    const log = logs.get(key) ?? { times: [], from: 0 }
    logs.delete(key)
    logs.set(key, log)
    const { times } = log
    while (log.from < times.length && times[log.from]! <= now() - windowMs) log.from += 1
    if (log.from > 64 && log.from > times.length / 2) {
      times.splice(0, log.from)
      log.from = 0
    }
    return log
  }

  /** So that memory follows what was allowed in the last window, not how many there ever were. */
  function forgetOldest(): void {
    let looked = 0
    for (const [key, { times }] of logs) {
      if ((looked += 1) > 3) return
      const isOver = (times.at(-1) ?? Number.NEGATIVE_INFINITY) <= now() - windowMs
      if (isOver || logs.size > maxKeys) logs.delete(key)
    }
  }

  function used({ times, from }: Log): number {
    return times.length - from
  }

  function leftOf(log: Log, limit: number): RateLeft {
    const oldest = log.times[log.from]
    return {
      remaining: Math.max(0, limit - used(log)),
      resetMs: oldest === undefined ? windowMs : Math.ceil(oldest + windowMs - now()),
    }
  }

  /** @param at when leave is given, where there is room in all of them */
  function ask(windows: readonly RateWindow[], at?: number): RateVerdict {
    forgetOldest()
    const asked = windows.map(({ key, limit }) => ({ log: open(key), limit }))
    const allowed = asked.every(({ log, limit }) => used(log) < limit)
    if (allowed && at !== undefined) for (const { log } of asked) log.times.push(at)
    return { allowed, left: asked.map(({ log, limit }) => leftOf(log, limit)) }
  }

  return {
    /** How many keys are remembered. */
    get size(): number {
      return logs.size
    },

    /** Whether there is room for one more, without taking it. */
    look: (windows: readonly RateWindow[]): RateVerdict => ask(windows),

    /** Gives leave where each limit has room, and counts it against all of them. */
    take: (windows: readonly RateWindow[]): RateVerdict => ask(windows, now()),

    /** Writes down a leave that was given elsewhere, at a time of this log's clock. */
    note(windows: readonly RateWindow[], at: number): void {
      for (const { key } of windows) open(key).times.push(at)
    },
  }
}
