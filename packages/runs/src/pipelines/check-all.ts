import { mostPlaces, ProblemError, type PipelineDefinition } from '@syndicate/contracts'
import { isPipelineName, pipelineNames, under, type Fault } from '@syndicate/definitions'
import type { RunContext } from '../context.ts'
import type { Checked } from '../executor/check-written.ts'

/** How long checking all that one request brings may take, in milliseconds of work: no more is begun then. */
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
  let spentMs = 0
  const definitions = new Map<string, PipelineDefinition>()
  const faults: Fault[] = []
  for (const [name, written] of Object.entries(pipelines)) {
    const { checked, ms } = spentMs > budgetMs ? outOfTime : await check(ctx, name, written)
    spentMs += ms
    if ('faults' in checked) faults.push(...under([name], checked.faults))
    else definitions.set(name, checked.definition)
    if (faults.length >= mostPlaces) break
  }
  return { definitions, faults }
}

interface Tried {
  checked: Checked
  ms: number
}

const outOfTime = fault(`pipelines that can be tried within ${budgetMs / 1000} s`, 'more; apply fewer at once')

async function check(ctx: CheckContext, name: string, value: unknown): Promise<Tried> {
  if (!isPipelineName(name)) return fault(pipelineNames, JSON.stringify(name))
  const written = JSON.stringify(value)
  const began = performance.now()
  try {
    const { result: checked, ms } = await ctx.executor.check({ name, written, limits: ctx.limits.cut })
    return { checked, ms }
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'limits-exceeded')) throw error
    return fault('a pipeline that can be tried', error.message, performance.now() - began)
  }
}

function fault(expected: string, got: string, ms = 0): Tried {
  return { checked: { faults: [{ path: [], expected, got }] }, ms }
}
