import type { TimeLimits } from './task.ts'

/** What is in hand instead of the index of a record. */
export const waiting = -3
export const preparing = -2
export const noRecord = -1

/** What a runner is working on: a task, and one of its records or one of the above. */
export interface Activity {
  task: number
  record: number
}

const tickMs = 100
/** Starting and compiling is no record's fault, and on a busy machine slow; but it ends. */
const preparationMs = 60_000

/**
 * Calls `onLate` once, with the limit in ms, when a task has worked too long or has had the same record in hand too long.
 * Waiting for a database is no work. Time is counted in ticks of this process: while it is frozen, or the whole machine
 * asleep, none passes, so nobody is condemned for what he could not do. Accurate to a tick, and slower than the clock when
 * this process is busy.
 * @param limitsOf a task; none for one that is over
 * @param activity the task's time begins when it is not `preparing` any more
 * @returns what ends the watch
 */
export function watchTime(
  limitsOf: (task: number) => TimeLimits | undefined,
  activity: () => Activity,
  onLate: (ms: number) => void,
): () => void {
  let ms = 0
  let begun = 0
  let prepared = 0
  let since = 0
  let last = activity()
  const timer = setInterval(() => {
    ms += tickMs
    const now = activity()
    if (now.task !== last.task || now.record === waiting) begun = prepared = since = ms
    if (now.record === preparing) begun = ms
    else prepared = ms
    if (now.record < 0 || now.record !== last.record) since = ms
    last = now
    const late = lateBy(limitsOf(now.task))
    if (late === 0) return
    clearInterval(timer)
    onLate(late)
  }, tickMs)

  function lateBy(limits: TimeLimits | undefined): number {
    if (!limits) return 0
    if (ms - since >= limits.recordMs) return limits.recordMs
    if (ms - begun >= limits.taskMs) return limits.taskMs
    return ms - prepared >= preparationMs ? preparationMs : 0
  }

  return () => clearInterval(timer)
}
