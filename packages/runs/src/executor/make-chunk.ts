import { ProblemError } from '@syndicate/contracts'
import { sha256 } from '../host/host.ts'
import { reach } from '../faults/fail-point.ts'
import { storeChunk } from './store-chunk.ts'
import { openPart } from '../parts/stored-part.ts'
import { headOf } from './read-head.ts'
import type { TaskContext } from './run-task.ts'
import type { Made, MakeTask } from './task.ts'

/** Reads the part that becomes a chunk, transforms it and stores what comes of it, as far as it is to go. Throws input-lost, grown-too-large. */
export async function makeChunk(
  { catalog, engine, hash, maxGrowth, work, transform }: TaskContext,
  { chunk, as }: MakeTask,
): Promise<Made> {
  const { ordinal } = chunk
  const source = await catalog.chunks.source(chunk)
  if (!source || source.recipe !== hash) return { state: 'gone' }
  if (source.state) return { state: source.state }
  const { part } = source
  if (!part) throw new ProblemError('input-lost', `The part for chunk ${ordinal} is missing`)
  const began = performance.now()
  const { stored, counts, refused, fields, keys, isLive } = work(({ pipeline, recipe }) => ({
    ...transform(pipeline, { slice: openPart('slice', part) }),
    isLive: recipe.live === true,
  }))
  const transformMs = performance.now() - began
  await reach('transform.done')
  const staged = {
    recipe: hash,
    data: stored,
    sha256: sha256(stored),
    counts,
    refused,
    fields,
    keys,
    transformMs,
    madeOf: { partBytes: part.byteLength, maxGrowth },
  }
  const { state, finished } = await storeChunk(catalog, chunk, staged, as)
  if (state !== as) return { state }
  const loadMs = performance.now() - began - transformMs
  const isAll = isLive && finished?.state === 'published' && finished.counts.loaded === counts.stored
  return {
    state: 'made',
    made: { counts, transformMs, loadMs, finished, ...(isAll && { head: headOf(engine, stored) }) },
  }
}
