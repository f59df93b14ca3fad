import type { RunContext } from '../context.ts'

/** The pipelines that the configuration lets write to a dataset, or null where it says nothing of it. */
export function writersOf({ writers }: Pick<RunContext, 'writers'>, dataset: string): readonly string[] | null {
  // A dataset may be called `constructor`.
  return Object.hasOwn(writers, dataset) ? writers[dataset]! : null
}
