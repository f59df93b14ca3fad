import { ProblemError } from '@syndicate/contracts'
import { Death, ranOutOfTime } from './death.ts'
import { NoPlace } from '../faults/no-place.ts'
import { Interrupted } from '../faults/interrupted.ts'
import { PassingError } from '../faults/passing-error.ts'
import {
  mostRecipes,
  type Answer,
  type Done,
  type NamedRecipe,
  type Reply,
  type Request,
  type Runner,
  type Task,
  type TimeLimits,
} from './task.ts'
import { waiting, watchTime, type Activity } from './watch-time.ts'

/** A thread or a process, as a runner needs it. */
export interface Worked {
  send(request: Request, limits: TimeLimits): void
  /** As `watchTime` takes it; where it is not known, the last task and no record. */
  activity(): Activity
  /** Tells the other side not to begin any more with tasks up to this one. */
  giveBack?(task: number): void
  /** How much longer a task may take than its limits say before all is ended from outside. @default 0 */
  graceMs?: number
  /** Keeps our process alive, or no longer. */
  ref(): void
  unref(): void
  /** Ends it, whatever it is doing. Again: nothing happens. */
  kill(): Promise<unknown>
}

/** The near side of a runner: what comes from the other side goes in here. */
export interface NearSide {
  runner: Runner
  onReady(): void
  onReply(reply: Reply): void
  /** It has come to its end. @param death what that means for the task it was working on */
  onEnd(death: Death): void
}

/** What an aborted task may still take, in milliseconds: mostly it is over by then, and nobody beside it is disturbed. */
const abortedMs = 500

interface Pending extends PromiseWithResolvers<Answer> {
  limits: TimeLimits
}

/**
 * Tasks for a thread or a process, under limits. Several may be under way: one is worked on while others wait for the
 * database. An idle one keeps no process alive.
 */
export function createRunner(worked: Worked): NearSide {
  const { graceMs = 0 } = worked
  const sent = new Set<string>()
  const pending = new Map<number, Pending>()
  const ready = Promise.withResolvers<void>()
  // Whether it could begin is told to whoever wants something of it.
  ready.promise.catch(() => {})
  let begun = false
  let alive = true
  let lastId = 0
  let stopWatch = () => {}

  /** @param error for the task that was worked on; others are told that they were interrupted */
  function end(error: Error): void {
    if (!alive) return
    alive = false
    stopWatch()
    ready.reject(error)
    const blamed = error instanceof Death ? pending.get(worked.activity().task) : undefined
    const interrupted = error instanceof Death ? new Interrupted(error) : error
    for (const one of pending.values()) one.reject(one === blamed ? error : interrupted)
    pending.clear()
    void worked.kill()
  }

  function watch(): void {
    const limitsOf = (task: number) => {
      const limits = pending.get(task)?.limits
      return limits && { ...limits, taskMs: limits.taskMs + graceMs }
    }
    stopWatch = watchTime(limitsOf, worked.activity, (ms) => end(ranOutOfTime(ms, worked.activity())))
  }

  function ask(request: Request, limits: TimeLimits): Pending {
    const answer = { ...Promise.withResolvers<Answer>(), limits }
    if (pending.size === 0) {
      worked.ref()
      watch()
    }
    pending.set(request.id, answer)
    worked.send(request, limits)
    return answer
  }

  function settle(reply: Reply): void {
    const found = pending.get(reply.id)
    if (!found) return
    forget(reply.id)
    found.resolve(reply)
    // Whoever saw a death is not asked again.
    if ('death' in reply) end(new Error('It has seen a death'))
  }

  /** The other side may answer all the same; nobody listens any more. */
  function drop(id: number, one: Pending): void {
    forget(id)
    one.reject(new NoPlace())
  }

  function forget(id: number): void {
    pending.delete(id)
    if (pending.size > 0) return
    stopWatch()
    worked.unref()
  }

  async function run<T extends Task>(
    named: NamedRecipe | null,
    task: T,
    limits: TimeLimits,
    signal?: AbortSignal,
  ): Promise<Done<T>> {
    signal?.throwIfAborted()
    worked.ref()
    try {
      await untilAborted(ready.promise, signal)
    } finally {
      if (pending.size === 0) worked.unref()
    }
    if (!alive) throw new Interrupted(new Error('it has ended'))
    const hash = named?.hash ?? null
    const isKnown = hash === null || sent.has(hash)
    const request = { id: ++lastId, hash, task, ...(!isKnown && { recipe: named!.recipe }) }
    if (!isKnown) {
      if (sent.size === mostRecipes) sent.clear()
      sent.add(hash)
    }
    const asked = ask(request, limits)
    const hurry = () => void (asked.limits = { taskMs: abortedMs, recordMs: abortedMs })
    const answer = await untilAborted(asked.promise, signal, hurry)
    if ('death' in answer) throw new Death(answer.death)
    if ('error' in answer) throw answer.error
    if ('passing' in answer) throw new PassingError(answer.passing)
    if ('problem' in answer) throw problemOf(answer.problem)
    return answer as Done<T>
  }

  worked.unref()
  return {
    runner: {
      get alive() {
        return alive
      },
      run,
      giveBack() {
        const { task, record } = worked.activity()
        // What waits for the database keeps nobody.
        if (!worked.giveBack || record === waiting) return
        worked.giveBack(lastId)
        for (const [id, one] of pending) if (id !== task) drop(id, one)
      },
      async close() {
        end(new Error('Closing'))
        await worked.kill()
      },
    },
    onReady() {
      begun = true
      ready.resolve()
    },
    onReply: settle,
    onEnd: (death) => end(begun ? death : new Interrupted(death)),
  }
}

function problemOf({ code, detail, counts }: Extract<Answer, { problem: unknown }>['problem']): ProblemError {
  return new ProblemError(code, detail, { counts })
}

/** What a promise gives, unless the signal is aborted before. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined, onAbort = () => {}): Promise<T> {
  if (!signal) return promise
  const aborted = Promise.withResolvers<never>()
  const abort = () => {
    onAbort()
    aborted.reject(signal.reason)
  }
  signal.addEventListener('abort', abort)
  promise.catch(() => {})
  return Promise.race([promise, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}
