import type { Recipe } from '@syndicate/contracts'
import { createPreview, type RecordEngine } from '@syndicate/pipeline'
import { slicesOfSample } from './sample-slices.ts'
import type { PreviewTask } from './task.ts'

/**
 * Puts a sample through a pipeline as a run would, and tells what becomes of its records.
 * @returns a PipelinePreview as JSON
 * Throws what is wrong with the sample, grown-too-large, input-lost.
 */
export function previewSample(
  engine: RecordEngine,
  { recipe, sample, limits, inputBytes, shown, ms }: Omit<PreviewTask, 'kind'>,
  maxGrowth: number,
): Uint8Array {
  const end = performance.now() + ms
  let isLate = false
  const isOver = () => (isLate ||= performance.now() > end)
  const pipeline = JSON.parse(recipe) as Recipe
  const { onDuplicate } = pipeline
  const preview = createPreview(engine.compile(pipeline), engine, shown, { maxGrowth, isOver, onDuplicate })
  const { format, reading, isWhole } = sample
  const found = { reading, isWhole }
  for (const slice of slicesOfSample(engine, sample, { limits, inputBytes }, found)) {
    preview.take(slice)
    if (isLate) break
  }
  return Buffer.from(preview.json({ format, reading: found.reading, complete: found.isWhole && !isLate }))
}
