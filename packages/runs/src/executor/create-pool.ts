import { NoPlace } from '../faults/no-place.ts'
import { createLine, type Waiting } from './create-line.ts'
import type { Runner } from './task.ts'

/** Runners for a few tasks each at a time; opened when there is something to do. */
export interface Pool {
  /**
   * Lends a runner: to whoever has little under way first, then to the lightest, so that a single record does not wait for
   * the chunks of a large run. What has waited for some time comes before all that is lighter. Rejects with the signal's
   * reason when that is aborted while waiting; with NoPlace when there was no place for too long, or the runner was kept
   * by another task before this one was begun.
   */
  use<T>(asked: Asked, work: (runner: Runner) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Opens one, when there is none. */
  start(): void
  closeIdle(): Promise<void>
  /** Ends what is under way. */
  close(): Promise<void>
}

export interface Asked {
  weight: number
  /** Whether it is for somebody who has nothing else under way. */
  isFirst?: boolean
  /** How long to wait for a place, in milliseconds; none: for ever. */
  patienceMs?: number | undefined
}

export interface PoolOptions {
  /** Most runners. */
  size: number
  /** Tasks that one runner has under way: while one is worked on, another waits for the database. */
  each: number
  /** What weighs less waits only where every runner is kept by something else. @default 0 */
  lightWeight?: number
  /** Runners beyond `size` for who has nothing else under way, while the others are kept. @default 0 */
  spare?: number
  open: () => Runner
}

/** What a runner has in hand. */
interface Hand {
  tasks: number
  /** When it last began with something or ended something. */
  movedAt: number
}

/** A runner that has ended nothing for so long is kept by what it has in hand, in milliseconds. */
const keptMs = 100
/** After so long it gives back what it has not begun. */
const givesBackMs = 1_000
const lookMs = 250

export function createPool({ size, each, lightWeight = 0, spare = 0, open }: PoolOptions): Pool {
  const runners = new Map<Runner, Hand>()
  const line = createLine<Runner>()
  const ending = new Set<Promise<void>>()
  let lent = 0
  let closed = false
  let watch: ReturnType<typeof setInterval> | undefined

  const isKept = ({ tasks, movedAt }: Hand) => tasks > 0 && performance.now() - movedAt > keptMs

  /** A place for it, taken; none: it has to wait. */
  function place(asked: Asked): Runner | null {
    for (const runner of runners.keys()) if (!runner.alive) runners.delete(runner)
    const free = lent < size * each
    const chosen = free || asked.weight < lightWeight ? quickest(free && asked.weight >= lightWeight) : null
    const isSpared = asked.isFirst === true && runners.size < size + spare
    const runner = chosen ?? (isSpared ? open() : null)
    if (!runner) return null
    const hand = runners.get(runner) ?? { tasks: 0, movedAt: 0 }
    if (hand.tasks === 0) hand.movedAt = performance.now()
    hand.tasks++
    runners.set(runner, hand)
    lent++
    watch ??= setInterval(look, lookMs).unref()
    return runner
  }

  /** An idle one, a new one, or the one with the fewest tasks under way. @param orKept even where it is kept by another task */
  function quickest(orKept: boolean): Runner | null {
    const all = [...runners].toSorted(([, a], [, b]) => a.tasks - b.tasks)
    const [least] = all
    if (least?.[1].tasks === 0) return least[0]
    if (runners.size < size) return open()
    const moving = all.find(([, hand]) => !isKept(hand))
    return moving?.[0] ?? (orKept ? least![0] : null)
  }

  function leave(runner: Runner): void {
    lent--
    const hand = runners.get(runner)
    if (hand) {
      hand.tasks--
      hand.movedAt = performance.now()
      if (!runner.alive) runners.delete(runner)
      else if (hand.tasks === 0 && runners.size > size) {
        runners.delete(runner)
        const closing = runner.close().finally(() => ending.delete(closing))
        ending.add(closing)
      }
    }
    if (lent === 0) {
      clearInterval(watch)
      watch = undefined
    }
    serve()
  }

  function serve(): void {
    line.serve(({ asked }) => place(asked))
  }

  /** What was handed to a runner and is not begun there goes back, when something else keeps it. */
  function look(): void {
    for (const [runner, { tasks, movedAt }] of runners)
      if (tasks > each && performance.now() - movedAt > givesBackMs) runner.giveBack()
  }

  async function turn(asked: Asked, signal: AbortSignal | undefined): Promise<Runner> {
    signal?.throwIfAborted()
    if (closed) throw new Error('The pool is closed')
    const runner = place(asked)
    if (runner) return runner
    const mine: Waiting<Runner> = { ...Promise.withResolvers<Runner>(), asked, since: performance.now() }
    const drop = (reason: unknown) => {
      line.leave(mine)
      mine.reject(reason)
    }
    const abort = () => drop(signal!.reason)
    line.enter(mine)
    signal?.addEventListener('abort', abort)
    const timer = asked.patienceMs === undefined ? undefined : setTimeout(() => drop(new NoPlace()), asked.patienceMs)
    try {
      return await mine.promise
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
  }

  return {
    async use(asked, work, signal) {
      const runner = await turn(asked, signal)
      try {
        return await work(runner)
      } finally {
        leave(runner)
      }
    },
    start() {
      if (runners.size === 0 && !closed) runners.set(open(), { tasks: 0, movedAt: 0 })
    },
    async closeIdle() {
      const idle = [...runners].filter(([, { tasks }]) => tasks === 0).map(([runner]) => runner)
      for (const runner of idle) runners.delete(runner)
      await Promise.all(idle.map((runner) => runner.close()))
    },
    async close() {
      closed = true
      clearInterval(watch)
      line.empty(new Error('The pool is closed'))
      await Promise.all([...ending, ...[...runners.keys()].map((runner) => runner.close())])
    },
  }
}
