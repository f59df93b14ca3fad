import type { Recipe, Refusal, RefusalCode, Stage } from '@syndicate/contracts'
import { createCutter } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import type { Budget } from './budget.ts'
import { sha256 } from '../host/host.ts'

export interface Tried {
  passed: number
  filtered: number
  refused: { stage: Stage; code: RefusalCode; count: number }[]
  /** Whether the time was enough for all of them. */
  complete: boolean
}

/** Cut finer than for a run, so that more is known when the time is up. In bytes. */
const sliceBytes = 64 * 1024

/**
 * Puts records through a pipeline, cut and transformed as in a run and within the same limits, and keeps nothing.
 * @param lines NDJSON
 */
export async function tryRecords(ctx: RunContext, recipe: Recipe, lines: string[], budget: Budget): Promise<Tried> {
  const { cut } = ctx.limits
  const named = { hash: sha256(JSON.stringify(recipe)), recipe }
  const cutter = createCutter('ndjson', { ...cut, sliceBytes: Math.min(cut.sliceBytes, sliceBytes) })
  const refused = new Map<string, Tried['refused'][number]>()
  let passed = 0
  let filtered = 0

  function count({ stage, code }: Refusal): void {
    const known = refused.get(`${stage} ${code}`)
    if (known) known.count++
    else refused.set(`${stage} ${code}`, { stage, code, count: 1 })
  }

  async function tryAll(slices: Uint8Array[]): Promise<void> {
    for (const slice of slices) {
      const { result } = await ctx.executor.transform(named, slice, { signal: budget.signal })
      passed += result.counts.stored
      filtered += result.counts.filtered
      result.refused.forEach(count)
    }
  }

  try {
    for (const line of lines) await tryAll(cutter.push(Buffer.from(line)))
    await tryAll(cutter.end())
  } catch (error) {
    if (!budget.isSpent()) throw error
    return { passed, filtered, refused: [...refused.values()], complete: false }
  }
  return { passed, filtered, refused: [...refused.values()], complete: true }
}
