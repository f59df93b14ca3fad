import type { PipelineMove, PipelineState } from '@syndicate/catalog'
import type { PipelineChange, PipelineDefinition } from '@syndicate/contracts'
import { under, type Fault } from '@syndicate/definitions'
import type { RunContext } from '../context.ts'
import { sha256 } from '../host/host.ts'
import { announceChanges } from './announce-changes.ts'
import type { LivePipeline } from './live-pipelines.ts'
import { planMoves, type Wish } from './plan-moves.ts'
import { tryPipeline, type TryContext } from './try-pipeline.ts'
import { untilMoved } from './until-moved.ts'

/** A pipeline that stands in a file, or is built in and stands in none. */
export interface Configured {
  name: string
  source: 'file' | 'built-in'
  /** Where it stands; what is built in has none. */
  file?: string
  /** Of what is written there. */
  hash: string
  /** Null: a file says that it is not to be there. */
  definition: PipelineDefinition | null
}

export interface AppliedChange
  extends Pick<PipelineChange, 'name' | 'change' | 'version'>, Pick<Configured, 'source' | 'file'> {
  /** Whether it took the place of what was applied over the API. */
  overApi: boolean
}

/** A pipeline of which a file says the same as when it was applied last, and which has become something else over the API since. */
export interface Outlived {
  name: string
  file?: string
  /** What it is now, other than in the file. */
  is: 'removed' | 'there' | 'changed'
}

export interface Applied {
  changes: AppliedChange[]
  /** Those that are built in and gave way: others write to their datasets in another mode. */
  left: string[]
  /** What files say and does not count. */
  outlived: Outlived[]
  /** What is wrong with what files say: then nothing has changed. Paths begin with a name. */
  faults: Fault[]
}

/** What a file says that wants a pipeline gone. */
const unwanted = sha256('null')

/**
 * Applies what the configuration says of pipelines, where that is not what it said when it was applied last: so that a change
 * made over the API outlives a restart, and a file that was changed wins. Many processes may do so at once.
 */
export async function applyConfigured(
  ctx: Pick<RunContext, 'catalog' | 'pipelines' | 'news' | 'onError'> & TryContext,
  configured: readonly Configured[],
): Promise<Applied> {
  const checked = new Map<string, Fault[]>()
  const applied = await untilMoved(ctx, async (statesOf): Promise<{ moves: PipelineMove[]; result: Applied }> => {
    const states = await statesOf(configured.map(({ name }) => name))
    const fresh = configured.filter((each) => isNews(each, states.get(each.name)))
    const planned = (some: Configured[]) => planMoves(some.map(wishOf), ctx.pipelines.all(), states)
    const outlived = configured.flatMap((each) => outlivedBy(each, ctx.pipelines.find(each.name), fresh))
    const atFault = new Set(planned(fresh).faults.map(({ path: [name] }) => name))
    const left = fresh.filter(({ name, source }) => source === 'built-in' && atFault.has(name)).map(({ name }) => name)
    const kept = fresh.filter(({ name }) => !left.includes(name))
    const plan = planned(kept)
    const faults: Fault[] = []
    for (const each of kept) faults.push(...(await faultsOf(ctx, each, checked)))
    faults.push(...plan.faults)
    if (faults.length > 0) return { moves: [], result: { changes: [], left, outlived, faults } }
    const standing = new Map(
      kept.map(({ name, source, file }) => [name, { source, ...(file !== undefined && { file }) }]),
    )
    const changes = plan.changes
      .filter(({ change }) => change !== 'unchanged')
      .map(({ name, change, version }) => {
        const overApi = ctx.pipelines.find(name)?.source === 'api'
        return { name, change, version, ...standing.get(name)!, overApi }
      })
    return { moves: plan.moves, result: { changes, left, outlived, faults } }
  })
  for (const change of applied.changes) announceChanges(ctx, [change], { source: change.source, by: null })
  return applied
}

/** Whether it is to be applied. */
function isNews({ source, hash }: Configured, state: PipelineState | undefined): boolean {
  if (!state) return true
  if (source === 'file') return hash !== state.fileHash
  // What is built in takes the place of nothing but itself, and of a file that wants it no more.
  if (state.isRemoved) return state.fileHash === unwanted
  return state.source === 'built-in' && hash !== state.fileHash
}

function outlivedBy(
  { name, source, file, definition }: Configured,
  live: LivePipeline | undefined,
  fresh: readonly Configured[],
): Outlived[] {
  if (source === 'built-in' || fresh.some((each) => each.name === name)) return []
  const about = { name, ...(file !== undefined && { file }) }
  if (!definition) return live ? [{ ...about, is: 'there' }] : []
  if (!live) return [{ ...about, is: 'removed' }]
  return JSON.stringify(live.definition) === JSON.stringify(definition) ? [] : [{ ...about, is: 'changed' }]
}

function wishOf({ name, definition, source, hash }: Configured): Wish {
  return { name, definition, source, userId: null, fileHash: hash }
}

/** What is built in is held to its fixtures by our own tests. */
async function faultsOf(
  ctx: TryContext,
  { name, source, definition }: Configured,
  known: Map<string, Fault[]>,
): Promise<Fault[]> {
  if (!definition || source === 'built-in') return []
  const before = known.get(name)
  if (before) return before
  const { checked } = await tryPipeline(ctx, name, definition)
  const faults = 'faults' in checked ? under([name], checked.faults) : []
  known.set(name, faults)
  return faults
}
