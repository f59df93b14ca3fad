import type { TimeLimits } from './job.ts'

/** What is in hand instead of the index of a record. */
export const preparing = -2
export const noRecord = -1

const tickMs = 100
/** Starting and compiling is no record's fault, and on a busy machine slow; but it ends. */
const preparationMs = 60_000

/**
 * Calls `onLate` once, with the limit in ms, when a task has taken too long or has had the same record in hand too long.
 * Time is counted in ticks of this process: while it is frozen, or the whole machine asleep, none passes, so nobody is
 * condemned for what he could not do. Accurate to a tick, and slower than the clock when this process is busy.
 * @param inHand the record's index, or one of the above; the task's time begins when it is not `preparing` any more
 * @returns what ends the watch
 */
export function watchTime(
  { taskMs, recordMs }: TimeLimits,
  inHand: () => number,
  onLate: (ms: number) => void,
): () => void {
  let ms = 0
  let begun = 0
  let since = 0
  let last = inHand()
  const timer = setInterval(() => {
    ms += tickMs
    const now = inHand()
    if (now === preparing) begun = ms
    if (now < 0 || now !== last) since = ms
    last = now
    const late = lateBy()
    if (late === 0) return
    clearInterval(timer)
    onLate(late)
  }, tickMs)

  function lateBy(): number {
    if (ms - since >= recordMs) return recordMs
    if (ms - begun >= taskMs) return taskMs
    return begun >= preparationMs ? preparationMs : 0
  }

  return () => clearInterval(timer)
}
