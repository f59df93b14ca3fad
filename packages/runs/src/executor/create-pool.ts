import type { Runner } from './task.ts'

/** Runners for a few tasks each at a time; opened when there is something to do. */
export interface Pool {
  /**
   * Lends a runner, to the lightest first: a single record does not wait for the chunks of a large run. What has waited
   * for some time comes before all that is lighter. Rejects with the signal's reason when that is aborted while waiting.
   */
  use<T>(weight: number, work: (runner: Runner) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Opens one, when there is none. */
  start(): void
  closeIdle(): Promise<void>
  /** Ends what is under way. */
  close(): Promise<void>
}

export interface PoolOptions {
  /** Most runners. */
  size: number
  /** Tasks that one runner has under way: while one is worked on, another waits for the database. */
  each: number
  /** What weighs less waits for nobody. @default 0 */
  lightWeight?: number
  open: () => Runner
}

interface Waiting extends PromiseWithResolvers<void> {
  weight: number
  since: number
}

/** Whoever waited for so long is passed by nobody any more, in milliseconds. */
const longWaitMs = 100

export function createPool({ size, each, lightWeight = 0, open }: PoolOptions): Pool {
  /** How many tasks each living runner has under way. */
  const runners = new Map<Runner, number>()
  /** In order of asking. */
  const waiting = new Set<Waiting>()
  let lent = 0
  let closed = false

  /** Resolves when there may be one more at work. */
  async function turn(weight: number, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (closed) throw new Error('The pool is closed')
    if (lent < size * each || weight < lightWeight) {
      lent++
      return
    }
    const mine = { ...Promise.withResolvers<void>(), weight, since: performance.now() }
    const abort = () => {
      waiting.delete(mine)
      mine.reject(signal!.reason)
    }
    waiting.add(mine)
    signal?.addEventListener('abort', abort)
    try {
      await mine.promise
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  function giveBack(): void {
    const next = lent > size * each ? undefined : nextInLine()
    if (!next) lent--
    else {
      waiting.delete(next)
      next.resolve()
    }
  }

  function nextInLine(): Waiting | undefined {
    const [first, ...others] = waiting
    if (!first || performance.now() - first.since > longWaitMs) return first
    return others.reduce((lightest, one) => (one.weight < lightest.weight ? one : lightest), first)
  }

  /** The one with the fewest tasks under way, or a new one. */
  function take(): Runner {
    for (const runner of runners.keys()) if (!runner.alive) runners.delete(runner)
    let least: Runner | undefined
    for (const [runner, tasks] of runners) if (!least || tasks < runners.get(least)!) least = runner
    const chosen = least && (runners.get(least) === 0 || runners.size >= size) ? least : open()
    runners.set(chosen, (runners.get(chosen) ?? 0) + 1)
    return chosen
  }

  function leave(runner: Runner): void {
    const tasks = runners.get(runner)
    if (tasks === undefined) return
    if (runner.alive) runners.set(runner, tasks - 1)
    else runners.delete(runner)
  }

  return {
    async use(weight, work, signal) {
      await turn(weight, signal)
      let runner: Runner | undefined
      try {
        runner = take()
        return await work(runner)
      } finally {
        if (runner) leave(runner)
        giveBack()
      }
    },
    start() {
      if (runners.size === 0 && !closed) runners.set(open(), 0)
    },
    async closeIdle() {
      const idle = [...runners].filter(([, tasks]) => tasks === 0).map(([runner]) => runner)
      for (const runner of idle) runners.delete(runner)
      await Promise.all(idle.map((runner) => runner.close()))
    },
    async close() {
      closed = true
      for (const one of waiting) one.reject(new Error('The pool is closed'))
      await Promise.all([...runners.keys()].map((runner) => runner.close()))
    },
  }
}
