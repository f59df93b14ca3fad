import type { PipelineState } from '@syndicate/catalog'
import type { PipelineChange, PipelineDefinition } from '@syndicate/contracts'
import { under, type Fault } from '@syndicate/definitions'
import type { RunContext } from '../context.ts'
import { sha256 } from '../host/host.ts'
import { checkDefinition } from './check-definition.ts'
import { planMoves, type Wish } from './plan-moves.ts'
import { untilMoved } from './until-moved.ts'

/** A pipeline that stands in a file, or is built in and stands in none. */
export interface Configured {
  name: string
  source: 'file' | 'built-in'
  /** Of what is written there. */
  hash: string
  /** Null: a file says that it is not to be there. */
  definition: PipelineDefinition | null
}

export interface Applied {
  changes: (PipelineChange & {
    source: 'file' | 'built-in'
    /** Whether it took the place of what was applied over the API. */ overApi: boolean
  })[]
  /** What is wrong with them: then nothing has changed. Paths begin with a name. */
  faults: Fault[]
}

/** What a file says that wants a pipeline gone. */
const unwanted = sha256('null')

/**
 * Applies what the configuration says of pipelines, where that is not what it said when it was applied last: so that a change
 * made over the API outlives a restart, and a file that was changed wins. Many processes may do so at once.
 */
export async function applyConfigured(
  ctx: Pick<RunContext, 'catalog' | 'pipelines' | 'limits'>,
  configured: readonly Configured[],
): Promise<Applied> {
  const checked = new Map<string, Fault[]>()
  return untilMoved(ctx, async (statesOf) => {
    const states = await statesOf(configured.map(({ name }) => name))
    const fresh = configured.filter((each) => isNews(each, states.get(each.name)))
    const live = ctx.pipelines.all()
    const plan = planMoves(fresh.map(wishOf), live, states)
    const faults = [...fresh.flatMap((each) => faultsOf(ctx, each, checked)), ...plan.faults]
    if (faults.length > 0) return { moves: [], result: { changes: [], faults } }
    const sources = new Map(fresh.map(({ name, source }) => [name, source]))
    const changes = plan.changes
      .filter(({ change }) => change !== 'unchanged')
      .map((change) => {
        const { name } = change
        return { ...change, source: sources.get(name)!, overApi: ctx.pipelines.find(name)?.source === 'api' }
      })
    return { moves: plan.moves, result: { changes, faults } }
  })
}

/** Whether it is to be applied. */
function isNews({ source, hash }: Configured, state: PipelineState | undefined): boolean {
  if (!state) return true
  if (source === 'file') return hash !== state.fileHash
  // What is built in takes the place of nothing but itself, and of a file that wants it no more.
  if (state.isRemoved) return state.fileHash === unwanted
  return state.source === 'built-in' && hash !== state.fileHash
}

function wishOf({ name, definition, source, hash }: Configured): Wish {
  return { name, definition, source, userId: null, fileHash: hash }
}

/** What is built in is held to its fixtures by our own tests. */
function faultsOf(
  { limits }: Pick<RunContext, 'limits'>,
  { name, source, definition }: Configured,
  checked: Map<string, Fault[]>,
): Fault[] {
  if (!definition || source === 'built-in') return []
  const faults = checked.get(name) ?? under([name], checkDefinition(name, definition, limits.cut))
  checked.set(name, faults)
  return faults
}
