import type { PipelineMove, PipelineState } from '@syndicate/catalog'
import { mostPipelines, type PipelineChange, type PipelineDefinition, type PipelineSource } from '@syndicate/contracts'
import { differencesBetween, modeFaults, recipeOf, type Fault } from '@syndicate/definitions'
import { sha256 } from '../host/host.ts'
import type { LivePipeline } from './live-pipelines.ts'

/** What somebody wants of a pipeline. */
export interface Wish {
  name: string
  /** Null: that it is not there. */
  definition: PipelineDefinition | null
  source: PipelineSource
  /** Id of a user; null where it stands in a file or is built in. */
  userId: string | null
  /** Of what the file says that wants it. */
  fileHash?: string
}

export interface Plan {
  moves: PipelineMove[]
  changes: PipelineChange[]
  /** What stands against it, beside all pipelines as they would be. Paths begin with a name. */
  faults: Fault[]
}

/** What has to be done for some wishes to come true. Changes nothing. */
export function planMoves(
  wishes: readonly Wish[],
  live: readonly LivePipeline[],
  states: ReadonlyMap<string, PipelineState>,
): Plan {
  const byName = new Map(live.map((each) => [each.name, each]))
  const steps = wishes.map((wish) => stepOf(wish, byName.get(wish.name), states.get(wish.name)))
  const moves = steps.flatMap(({ move }) => move ?? [])
  const changes = steps.flatMap(({ change }) => change ?? [])
  return {
    moves,
    changes: changes.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    faults: faultsOf(moves, live),
  }
}

interface Step {
  move?: PipelineMove
  change?: PipelineChange
}

function stepOf(wish: Wish, live: LivePipeline | undefined, state: PipelineState | undefined): Step {
  const { name, definition, source, fileHash } = wish
  const last = state?.version ?? 0
  const isNoted = fileHash === undefined || fileHash === state?.fileHash
  const note: Step = isNoted ? {} : { move: { kind: 'note', name, fileHash } }
  if (!definition) {
    // One that never was is noted as one that a file does not want.
    if (!live && (state || fileHash === undefined)) return note
    return { move: { kind: 'remove', name, fileHash }, ...(live && { change: changeOf(name, 'removed', last) }) }
  }
  if (live && JSON.stringify(live.definition) === JSON.stringify(definition))
    return { ...note, change: changeOf(name, 'unchanged', last) }
  const recipeHash = sha256(JSON.stringify(recipeOf(name, definition)))
  const change = live
    ? { ...changeOf(name, 'changed', last + 1), ...differencesBetween(live.definition, definition) }
    : changeOf(name, last === 0 ? 'created' : 'restored', last + 1)
  return { move: { kind: 'put', name, fileHash, definition, recipeHash, source, appliedBy: wish.userId }, change }
}

function changeOf(name: string, change: PipelineChange['change'], version: number): PipelineChange {
  return { name, change, version, differences: [], more: 0 }
}

function faultsOf(moves: readonly PipelineMove[], live: readonly LivePipeline[]): Fault[] {
  const all = new Map(live.map(({ name, definition }) => [name, definition]))
  const bytes = new Map(live.map((each) => [each.name, each.bytes]))
  const puts = new Set<string>()
  for (const move of moves) {
    if (move.kind === 'note') continue
    all.delete(move.name)
    bytes.delete(move.name)
    if (move.kind !== 'put') continue
    all.set(move.name, move.definition)
    bytes.set(move.name, Buffer.byteLength(JSON.stringify(move.definition)))
    puts.add(move.name)
  }
  if (puts.size === 0) return []
  const fault = roomFault(bytes, live)
  return fault ? [fault] : modeFaults(all, puts)
}

/** Says what is too much of all pipelines, and which to begin with in making room. @param bytes by name */
function roomFault(bytes: ReadonlyMap<string, number>, live: readonly LivePipeline[]): Fault | undefined {
  const { pipelines, bytes: mostBytes } = mostPipelines
  if (bytes.size > pipelines) {
    const oldest = live.filter(({ name }) => bytes.has(name)).toSorted((a, b) => (a.appliedAt < b.appliedAt ? -1 : 1))
    const got = `${bytes.size}: remove ${bytes.size - pipelines} first; applied longest ago are ${few(oldest.map(({ name }) => name))}`
    return { path: [], expected: `at most ${pipelines} pipelines in all`, got }
  }
  const sum = [...bytes.values()].reduce((total, each) => total + each, 0)
  if (sum <= mostBytes) return undefined
  const largest = [...bytes].toSorted(([, a], [, b]) => b - a).map(([name, each]) => `${name} (${each})`)
  const got = `${sum}: remove some first, or take fixtures out; the largest are ${few(largest)}`
  return { path: [], expected: `at most ${mostBytes} bytes of pipelines in all`, got }
}

const few = (names: readonly string[]) => names.slice(0, 3).join(', ')
