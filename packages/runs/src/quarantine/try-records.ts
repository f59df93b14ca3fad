import type { Recipe, Refusal, RefusalCode, Stage } from '@syndicate/contracts'
import { createCutter } from '@syndicate/pipeline'
import type { RunContext } from '../context.ts'
import { sha256 } from '../host/host.ts'

export interface Tried {
  passed: number
  filtered: number
  refused: { stage: Stage; code: RefusalCode; count: number }[]
}

/**
 * Puts records through a pipeline, cut and transformed as in a run and within the same limits, and keeps nothing.
 * @param lines NDJSON
 */
export async function tryRecords(ctx: RunContext, recipe: Recipe, lines: string[]): Promise<Tried> {
  const named = { hash: sha256(JSON.stringify(recipe)), recipe }
  const cutter = createCutter('ndjson', ctx.limits.cut)
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
      const { result } = await ctx.executor.transform(named, slice)
      passed += result.counts.stored
      filtered += result.counts.filtered
      result.refused.forEach(count)
    }
  }

  for (const line of lines) await tryAll(cutter.push(Buffer.from(line)))
  await tryAll(cutter.end())
  return { passed, filtered, refused: [...refused.values()] }
}
