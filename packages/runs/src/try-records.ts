import { setImmediate as breathe } from 'node:timers/promises'
import type { Recipe, Refusal, RefusalCode, Stage } from '@syndicate/contracts'
import { compilePipeline, createCutter } from '@syndicate/pipeline'
import type { RunContext } from './context.ts'

export interface Tried {
  passed: number
  filtered: number
  refused: { stage: Stage; code: RefusalCode; count: number }[]
}

/** Smaller than those of a run: between two of them the process has its other work. */
const sliceBytes = 128 * 1024

/** Puts records through a pipeline, cut, transformed and audited as in a run, and keeps nothing. @param lines NDJSON */
export async function tryRecords(ctx: RunContext, recipe: Recipe, lines: string[]): Promise<Tried> {
  const pipeline = compilePipeline(recipe, ctx.engine)
  const cutter = createCutter('ndjson', { ...ctx.limits.cut, sliceBytes })
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
      const transformed = pipeline.transform(slice)
      const audited = pipeline.audit(transformed.stored, transformed.sources)
      passed += audited.records
      filtered += transformed.counts.filtered
      transformed.refused.forEach(count)
      audited.refused.forEach(count)
      await breathe()
    }
  }

  for (const line of lines) await tryAll(cutter.push(Buffer.from(line)))
  await tryAll(cutter.end())
  return { passed, filtered, refused: [...refused.values()] }
}
