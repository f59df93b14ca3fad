import { ProblemError, type PipelineChange, type PipelineDefinition } from '@syndicate/contracts'
import { builtIn, under } from '@syndicate/definitions'
import type { RunContext } from '../context.ts'
import { announceChanges } from './announce-changes.ts'
import { checkAll } from './check-all.ts'
import { invalidPipeline } from './invalid-pipeline.ts'
import { planMoves, type Wish } from './plan-moves.ts'
import { untilMoved } from './until-moved.ts'

export interface ApplyRequest {
  /** By name, as somebody wrote them. */
  pipelines: Readonly<Record<string, unknown>>
  /** Removes all others, but for those that are built in. */
  prune?: boolean | undefined
  /** By name: the version that must be the last one now; 0: there must be none. What is not among them is not removed either. */
  expect?: Readonly<Record<string, number>> | undefined
  dryRun?: boolean | undefined
  userId: string
  /** Who that is, as subscribers are told. */
  username: string
  /** What is to be said of one that is sound, if anything. */
  warn?: (definition: PipelineDefinition) => string | undefined
}

type ApplyContext = Pick<RunContext, 'catalog' | 'pipelines' | 'executor' | 'limits' | 'news' | 'onError'>

/**
 * Makes pipelines what somebody wants them to be: all of them or none, here at once and at every other gateway within a second.
 * Throws invalid-pipeline with all that is wrong, place by place; pipeline-changed, unavailable.
 */
export async function applyPipelines(ctx: ApplyContext, request: ApplyRequest): Promise<PipelineChange[]> {
  const { expect = {}, dryRun, prune, userId, username, warn } = request
  const { definitions, faults } = await checkAll(ctx, request.pipelines)
  if (faults.length > 0) throw invalidPipeline(under(['pipelines'], faults))
  const changes = await untilMoved(ctx, async (statesOf) => {
    const live = ctx.pipelines.all()
    const removed = prune ? live.map(({ name }) => name).filter((name) => !isSpared(name, definitions)) : []
    const wishes: Wish[] = [
      ...[...definitions].map(([name, definition]) => ({ name, definition, source: 'api' as const, userId })),
      ...removed.map((name) => ({ name, definition: null, source: 'api' as const, userId })),
    ]
    const states = await statesOf(wishes.map(({ name }) => name))
    requireExpected(ctx, expect)
    requireSeen(ctx, removed, request.expect)
    const plan = planMoves(wishes, live, states)
    if (plan.faults.length > 0) throw invalidPipeline(under(['pipelines'], plan.faults))
    return { moves: dryRun ? [] : plan.moves, result: plan.changes }
  })
  if (!dryRun) announceChanges(ctx, changes, { source: 'api', by: username })
  return changes.map((each) => ({ ...each, ...warningsOf(definitions.get(each.name), warn) }))
}

function warningsOf(
  definition: PipelineDefinition | undefined,
  warn: ApplyRequest['warn'],
): Pick<PipelineChange, 'warnings'> {
  const warning = definition && warn?.(definition)
  return warning === undefined ? {} : { warnings: [warning] }
}

function isSpared(name: string, definitions: ReadonlyMap<string, PipelineDefinition>): boolean {
  return definitions.has(name) || Object.hasOwn(builtIn, name)
}

function requireExpected(
  { pipelines }: Pick<ApplyContext, 'pipelines'>,
  expect: Readonly<Record<string, number>>,
): void {
  for (const [name, version] of Object.entries(expect)) {
    const now = pipelines.find(name)
    if ((now?.version ?? 0) === version) continue
    const is = now ? `at version ${now.version}` : 'not there'
    throw new ProblemError('pipeline-changed', `Pipeline ${name} is ${is}, and not at ${version}: look at it again`)
  }
}

/** Whoever says what they have seen removes nothing that they have not. */
function requireSeen(
  { pipelines }: Pick<ApplyContext, 'pipelines'>,
  removed: readonly string[],
  expect: ApplyRequest['expect'],
): void {
  const name = expect && removed.find((each) => !Object.hasOwn(expect, each))
  if (name === undefined) return
  const is = `at version ${pipelines.find(name)?.version}`
  throw new ProblemError('pipeline-changed', `Pipeline ${name} is ${is}, and would be removed unseen: look at it again`)
}
