import { ProblemError } from '@syndicate/contracts'
import { sha256 } from '../engine.ts'
import { reach } from '../fail-point.ts'
import { openPart } from '../part-writer.ts'
import type { TaskContext } from './run-task.ts'
import type { Made, MakeTask } from './task.ts'

/** Reads the part that becomes a chunk, transforms it and stores what comes of it. Throws input-lost. */
export async function makeChunk(
  { catalog, hash, work, transform }: TaskContext,
  { chunk, as }: MakeTask,
): Promise<Made> {
  const { run, epoch, ordinal } = chunk
  const source = await catalog.chunks.source(run, epoch, ordinal)
  if (!source || source.recipe !== hash) return { state: 'gone' }
  if (source.state) return { state: source.state }
  const { part } = source
  if (!part) throw new ProblemError('input-lost', `The part for chunk ${ordinal} is missing`)
  const began = performance.now()
  const { stored, counts, refused } = work((pipeline) => transform(pipeline, { slice: openPart(part) }))
  const transformMs = performance.now() - began
  await reach('transform.done')
  const staged = { recipe: hash, data: stored, sha256: sha256(stored), counts, refused, transformMs }
  const state = await catalog.chunks.stage(run, ordinal, staged, as)
  await reach('load.staged')
  if (state !== as) return { state: state ?? 'gone' }
  return { state: 'made', made: { counts, transformMs, loadMs: performance.now() - began - transformMs } }
}
