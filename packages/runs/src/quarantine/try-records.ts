import type { Recipe, Refusal, RefusalCode, Stage } from '@syndicate/contracts'
import { createCutter } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import type { Budget } from './budget.ts'
import { sha256 } from '../host/host.ts'

export interface Tried {
  passed: number
  filtered: number
  refused: { stage: Stage; code: RefusalCode; count: number }[]
  /** What became of those that were tried one by one, as far as there was time. */
  named: NamedOutcome[]
  /** Whether the time was enough for all of them. */
  complete: boolean
}

export type NamedOutcome = 'pass' | 'filter' | Refusal

/** Cut finer than for a run, so that more is known when the time is up. In bytes. */
const sliceBytes = 64 * 1024

/**
 * Puts records through a pipeline, cut and transformed as in a run and within the same limits, and keeps nothing.
 * @param lines NDJSON
 * @param named which of the lines are tried one by one, so that it is known what becomes of each
 */
export async function tryRecords(
  ctx: RunContext,
  recipe: Recipe,
  lines: string[],
  budget: Budget,
  named: { from: number; to: number },
): Promise<Tried> {
  const { cut } = ctx.limits
  const namedRecipe = { hash: sha256(JSON.stringify(recipe)), recipe }
  const limits = { ...cut, sliceBytes: Math.min(cut.sliceBytes, sliceBytes) }
  const tried: Tried = { passed: 0, filtered: 0, refused: [], named: [], complete: true }

  function count({ stage, code }: Refusal): void {
    const known = tried.refused.find((each) => each.stage === stage && each.code === code)
    if (known) known.count++
    else tried.refused.push({ stage, code, count: 1 })
  }

  async function tryAll(some: string[]): Promise<NamedOutcome> {
    const cutter = createCutter('ndjson', limits)
    let outcome: NamedOutcome = 'pass'
    async function trySlices(slices: Uint8Array[]): Promise<void> {
      for (const slice of slices) {
        const { result } = await ctx.executor.transform(namedRecipe, slice, { signal: budget.signal })
        tried.passed += result.counts.stored
        tried.filtered += result.counts.filtered
        result.refused.forEach(count)
        outcome = result.refused[0] ?? (result.counts.filtered > 0 ? 'filter' : 'pass')
      }
    }
    for (const line of some) await trySlices(cutter.push(Buffer.from(line)))
    await trySlices(cutter.end())
    return outcome
  }

  try {
    for (const line of lines.slice(named.from, named.to)) tried.named.push(await tryAll([line]))
    for (const rest of [lines.slice(0, named.from), lines.slice(named.to)]) if (rest.length > 0) await tryAll(rest)
  } catch (error) {
    if (!budget.isSpent()) throw error
    tried.complete = false
  }
  return tried
}
