import { ProblemError } from '@syndicate/contracts'
import { isPipelineName, pipelineNames } from '@syndicate/definitions'
import type { RunContext } from '../context.ts'
import type { Checked } from '../executor/check-written.ts'

export type TryContext = Pick<RunContext, 'executor'> & { limits: Pick<RunContext['limits'], 'cut'> }

/** A pipeline that was tried, and how long that took, in milliseconds of work. */
export interface Tried {
  checked: Checked
  ms: number
}

/**
 * Reads a pipeline that somebody wrote, compiles it and runs its fixtures, away from this thread, within limits of time and
 * memory: one that takes more is at fault.
 */
export async function tryPipeline({ executor, limits }: TryContext, name: string, value: unknown): Promise<Tried> {
  if (!isPipelineName(name)) return faulty(pipelineNames, JSON.stringify(name))
  const began = performance.now()
  try {
    const { result: checked, ms } = await executor.check({ name, written: JSON.stringify(value), limits: limits.cut })
    return { checked, ms }
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'limits-exceeded')) throw error
    return faulty('a pipeline that can be tried', error.message, performance.now() - began)
  }
}

/** A pipeline that is at fault as a whole. */
export function faulty(expected: string, got: string, ms = 0): Tried {
  return { checked: { faults: [{ path: [], expected, got }] }, ms }
}
