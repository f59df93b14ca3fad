import type { Catalog } from '@syndicate/catalog'
import type { Recipe } from '@syndicate/contracts'
import { createPreview, type RecordEngine } from '@syndicate/pipeline'
import { slicesOfSample } from './sample-slices.ts'
import type { PreviewTask } from './task.ts'

/**
 * Puts a sample through a pipeline as a run would, and tells what becomes of its records.
 * @param work runs what takes a while, under the watch of the clock
 * @returns a PipelinePreview as JSON
 * Throws what is wrong with the sample, grown-too-large, input-lost.
 */
export async function previewSample(
  deps: { catalog: Catalog; engine: RecordEngine; maxGrowth: number },
  { recipe, sample, limits, inputBytes, shown, ms }: Omit<PreviewTask, 'kind'>,
  work: <T>(what: () => T) => T,
): Promise<Uint8Array> {
  const { engine, maxGrowth } = deps
  let spentMs = 0
  let began = 0
  let isLate = false
  const isOver = () => (isLate ||= spentMs + performance.now() - began > ms)

  function timed<T>(what: () => T): T {
    began = performance.now()
    try {
      return work(what)
    } finally {
      spentMs += performance.now() - began
    }
  }

  const pipeline = timed(() => engine.compile(JSON.parse(recipe) as Recipe))
  const preview = createPreview(pipeline, engine, shown, { maxGrowth, isOver })
  const found = { reading: sample.reading, isWhole: true }
  for await (const slice of slicesOfSample(deps, sample, { limits, inputBytes }, timed, found)) {
    timed(() => preview.take(slice))
    if (isLate) break
  }
  const { format } = sample
  const json = preview.json({ format, reading: found.reading, complete: found.isWhole && !isLate })
  return Buffer.from(json)
}
