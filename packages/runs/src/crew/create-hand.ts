import { ProblemError } from '@syndicate/contracts'
import { Death, NeverBegun, ranOutOfTime } from './death.ts'
import type { Done, Hand, NamedRecipe, Reply, Request, Task, TimeLimits } from './job.ts'
import { watchTime } from './watch-time.ts'

/** A thread or a process, as a hand needs it. */
export interface Worked {
  send(request: Request, limits: TimeLimits): void
  /** As `watchTime` takes it; `noRecord` where it is not known. */
  inHand(): number
  /** How much longer it may take than the limits say before it is ended from outside. @default 0 */
  graceMs?: number
  /** Keeps our process alive, or no longer. */
  ref(): void
  unref(): void
  /** Ends it, whatever it is doing. Again: nothing happens. */
  kill(): Promise<unknown>
}

/** The near side of a hand: what comes from the other side goes in here. */
export interface NearSide {
  hand: Hand
  onReady(): void
  onReply(reply: Reply): void
  /** It has come to its end. @param death what that means for the task it had */
  onEnd(death: Death): void
}

/** One task at a time for a thread or a process, under limits, until it is told to stop. An idle one keeps no process alive. */
export function createHand(worked: Worked): NearSide {
  const sent = new Set<string>()
  const ready = Promise.withResolvers<void>()
  // Whether it could begin is told to whoever wants something of it.
  ready.promise.catch(() => {})
  let begun = false
  let alive = true
  let pending: PromiseWithResolvers<Reply> | undefined

  function end(error: unknown): void {
    alive = false
    ready.reject(error)
    pending?.reject(error)
    void worked.kill()
  }

  /** Whoever saw a death is not asked again. */
  function lastReply(death: Death): Death {
    end(death)
    return death
  }

  async function ask(request: Request, limits: TimeLimits): Promise<Reply> {
    const answer = Promise.withResolvers<Reply>()
    pending = answer
    const { graceMs = 0 } = worked
    worked.send(request, limits)
    const stopWatch = watchTime({ ...limits, taskMs: limits.taskMs + graceMs }, worked.inHand, (ms) =>
      end(ranOutOfTime(ms, worked.inHand())),
    )
    try {
      return await answer.promise
    } finally {
      pending = undefined
      stopWatch()
    }
  }

  async function run<T extends Task>(
    { hash, recipe }: NamedRecipe,
    task: T,
    limits: TimeLimits,
    signal?: AbortSignal,
  ): Promise<Done<T>> {
    signal?.throwIfAborted()
    const abort = () => end(signal!.reason)
    signal?.addEventListener('abort', abort)
    worked.ref()
    try {
      await ready.promise
      if (!alive) throw new Error('It has ended')
      const reply = await ask(sent.has(hash) ? { hash, task } : { hash, recipe, task }, limits)
      if ('death' in reply) throw lastReply(new Death(reply.death))
      if ('error' in reply) throw reply.error
      if ('problem' in reply) throw new ProblemError(reply.problem.code, reply.problem.detail)
      sent.add(hash)
      return reply as Done<T>
    } finally {
      signal?.removeEventListener('abort', abort)
      worked.unref()
    }
  }

  worked.unref()
  return {
    hand: {
      get alive() {
        return alive
      },
      run,
      async close() {
        end(new Error('Closing'))
        await worked.kill()
      },
    },
    onReady() {
      begun = true
      ready.resolve()
    },
    onReply: (reply) => pending?.resolve(reply),
    onEnd: (death) => end(begun ? death : new NeverBegun(death)),
  }
}
