import { mostApplied, mostPlaces, ProblemError, type PipelineDefinition } from '@syndicate/contracts'
import { isPipelineName, pipelineNames, under, type Fault } from '@syndicate/definitions'
import type { RunContext } from '../context.ts'
import type { Checked } from '../executor/check-written.ts'
import { openBudget } from '../quarantine/budget.ts'

/** How long checking all that one request brings may take, in milliseconds. */
const budgetMs = 10_000

type CheckContext = Pick<RunContext, 'executor' | 'limits'>

/**
 * Checks pipelines that somebody wrote, away from the thread that answers, within limits of time and memory.
 * @returns those that are sound, complete; and what is wrong with the others, paths beginning with their names
 */
export async function checkAll(
  ctx: CheckContext,
  pipelines: Readonly<Record<string, unknown>>,
): Promise<{ definitions: Map<string, PipelineDefinition>; faults: Fault[] }> {
  const { signal } = openBudget(budgetMs)
  const definitions = new Map<string, PipelineDefinition>()
  const faults: Fault[] = []
  for (const [name, written] of Object.entries(pipelines)) {
    const checked = await check(ctx, name, written, signal)
    if ('faults' in checked) faults.push(...under([name], checked.faults))
    else definitions.set(name, checked.definition)
    if (faults.length >= mostPlaces) break
  }
  return { definitions, faults }
}

async function check(ctx: CheckContext, name: string, value: unknown, signal: AbortSignal): Promise<Checked> {
  if (!isPipelineName(name)) return fault(pipelineNames, JSON.stringify(name))
  const written = JSON.stringify(value)
  const bytes = Buffer.byteLength(written)
  if (bytes > mostApplied.definitionBytes)
    return fault(`at most ${mostApplied.definitionBytes} bytes of JSON`, String(bytes))
  try {
    const { result } = await ctx.executor.check({ name, written, limits: ctx.limits.cut }, signal)
    return result
  } catch (error) {
    if (signal.aborted) return fault(`pipelines that can be tried within ${budgetMs / 1000} s`, 'more; apply fewer at once')
    if (!(error instanceof ProblemError && error.code === 'limits-exceeded')) throw error
    return fault('a pipeline that can be tried', error.message)
  }
}

function fault(expected: string, got: string): Checked {
  return { faults: [{ path: [], expected, got }] }
}
