import { availableParallelism } from 'node:os'

/** One worker a core, at most four: more than that is a choice to make (--workers n). */
export function workerCount(): number {
  return Math.max(1, Math.min(availableParallelism(), 4))
}
