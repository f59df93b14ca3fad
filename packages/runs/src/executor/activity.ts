import { NoPlace } from '../faults/no-place.ts'
import { preparing, waiting, type Activity } from './watch-time.ts'

const taskAt = 0
const recordAt = 1
/** The last task that is not to be begun any more. */
const givenBackAt = 2

export type SharedActivity = Int32Array<SharedArrayBuffer>

/** What a thread has in hand, seen by both sides even when the thread no longer answers. */
export function createActivity(
  shared: SharedActivity = new Int32Array(new SharedArrayBuffer(12)).fill(waiting, recordAt, givenBackAt),
) {
  const put = (at: number, value: number) => void Atomics.store(shared, at, value)
  return {
    shared,
    read: (): Activity => ({ task: Atomics.load(shared, taskAt), record: Atomics.load(shared, recordAt) }),
    /** Which record of the task under way comes next, or that it is none of them. */
    take: (record: number) => put(recordAt, record),
    /** Tasks up to this one that are not begun are not wanted any more. */
    giveBack: (task: number) => put(givenBackAt, task),
    /** Does some of a task's work, all at once. What comes before `take` counts as preparation. Throws NoPlace for one that was given back. */
    during<T>(task: number, work: () => T): T {
      if (task <= Atomics.load(shared, givenBackAt)) throw new NoPlace()
      put(recordAt, preparing)
      put(taskAt, task)
      try {
        return work()
      } finally {
        put(recordAt, waiting)
      }
    },
  }
}

export type ActivityWriter = Pick<ReturnType<typeof createActivity>, 'take' | 'during'>
