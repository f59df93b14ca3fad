import { NoPlace } from '../faults/no-place.ts'
import { createLine, type Waiting } from './create-line.ts'
import type { Runner } from './task.ts'

/** Runners for a few tasks each at a time; opened when there is something to do. */
export interface Pool {
  /**
   * Lends a runner: to whoever has the least in hand first, then to the lightest, so that a single record does not wait for
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
  /** Whose it is, so that places are shared; none: it waits for ever. */
  whose?: string | undefined
}

export interface PoolOptions {
  /** Most runners. */
  size: number
  /** Tasks that one runner has under way: while one is worked on, another waits for the database. */
  each: number
  /** What weighs less waits only where every runner is kept by something else. @default 0 */
  lightWeight?: number
  /** Runners beyond `size` for who has nothing else in hand, while there is no other place. @default 0 */
  spare?: number
  /** What they are for weighs less. @default anything */
  spareWeight?: number
  /** Runners that had nothing to do for so long are closed, in milliseconds. @default never */
  restMs?: number | undefined
  open: () => Runner
}

/** What a runner has in hand. */
interface Hand {
  tasks: number
  /** Those a runner to spare may be opened for. */
  spared: Set<Asked>
  /** When it last began with something or ended something. */
  movedAt: number
}

const emptyHand = (): Hand => ({ tasks: 0, spared: new Set(), movedAt: 0 })

/** A runner that has ended nothing for so long is kept by what it has in hand, in milliseconds. */
const keptMs = 100
/** After so long it gives back what it has not begun. */
const givesBackMs = 1_000
const lookMs = 250
/** How long a task waits for a place, in milliseconds: then whoever brought it can take something else in hand. */
const patience = { first: 10_000, other: 500 }

export function createPool(options: PoolOptions): Pool {
  const { size, each, lightWeight = 0, spare = 0, spareWeight = Infinity, restMs, open } = options
  const runners = new Map<Runner, Hand>()
  /** How many tasks each has in hand. */
  const inHand = new Map<string, number>()
  const handOf = ({ whose }: Asked) => (whose === undefined ? 0 : (inHand.get(whose) ?? 0))
  const line = createLine<Runner>(handOf)
  const ending = new Set<Promise<void>>()
  let lent = 0
  let closed = false
  let watch: ReturnType<typeof setInterval> | undefined
  let rest: ReturnType<typeof setTimeout> | undefined

  const isKept = ({ tasks, movedAt }: Hand) => tasks > 0 && performance.now() - movedAt > keptMs

  /** A place for it, taken; none: it has to wait. */
  function place(asked: Asked): Runner | null {
    for (const runner of runners.keys()) if (!runner.alive) runners.delete(runner)
    const free = lent < size * each
    const chosen = free || asked.weight < lightWeight ? quickest(free && asked.weight >= lightWeight) : null
    const isSpared = isSpare(asked)
    const runner = chosen ?? (isSpared && runners.size < size + spare ? open() : null)
    if (!runner) return null
    const hand = runners.get(runner) ?? emptyHand()
    if (hand.tasks === 0) hand.movedAt = performance.now()
    hand.tasks++
    if (isSpared) hand.spared.add(asked)
    runners.set(runner, hand)
    lent++
    count(asked, 1)
    clearTimeout(rest)
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

  function isSpare(asked: Asked): boolean {
    return asked.whose !== undefined && handOf(asked) === 0 && asked.weight < spareWeight
  }

  function count(asked: Asked, change: number): void {
    if (asked.whose === undefined) return
    const now = handOf(asked) + change
    if (now === 0) inHand.delete(asked.whose)
    else inHand.set(asked.whose, now)
  }

  function leave(runner: Runner, asked: Asked): void {
    lent--
    count(asked, -1)
    const hand = runners.get(runner)
    if (hand) {
      hand.tasks--
      hand.spared.delete(asked)
      hand.movedAt = performance.now()
      if (!runner.alive) runners.delete(runner)
      else if (hand.tasks === 0 && runners.size > size) {
        runners.delete(runner)
        note(runner.close())
      }
    }
    if (lent === 0) {
      clearInterval(watch)
      watch = undefined
      if (restMs !== undefined) rest = setTimeout(() => note(closeIdle()), restMs).unref()
    }
    serve()
  }

  /** What closing the pool waits for. */
  function note(closing: Promise<void>): void {
    const noted = closing.finally(() => ending.delete(noted))
    ending.add(noted)
  }

  async function closeIdle(): Promise<void> {
    const idle = [...runners].filter(([, { tasks }]) => tasks === 0).map(([runner]) => runner)
    for (const runner of idle) runners.delete(runner)
    await Promise.all(idle.map((runner) => runner.close()))
  }

  function serve(): void {
    line.serve(({ asked }) => place(asked))
  }

  /**
   * What was handed to a runner and is not begun there goes back, when something else keeps it: where it is more than its
   * share, or there may be a runner to spare.
   */
  function look(): void {
    for (const [runner, { tasks, spared, movedAt }] of runners) {
      const mayLeave = tasks > each || (tasks > 1 && spared.size > 0)
      if (mayLeave && performance.now() - movedAt > givesBackMs) runner.giveBack()
    }
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
    const ms = handOf(asked) === 0 ? patience.first : patience.other
    const timer = asked.whose === undefined ? undefined : setTimeout(() => drop(new NoPlace()), ms)
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
        leave(runner, asked)
      }
    },
    start() {
      if (runners.size === 0 && !closed) runners.set(open(), emptyHand())
    },
    closeIdle,
    async close() {
      closed = true
      clearInterval(watch)
      clearTimeout(rest)
      line.empty(new Error('The pool is closed'))
      await Promise.all([...ending, ...[...runners.keys()].map((runner) => runner.close())])
    },
  }
}
