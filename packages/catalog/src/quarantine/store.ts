import { ProblemError } from '@syndicate/contracts'
import type { StagedChunk } from '../chunks/chunk.ts'
import type { Runner } from '../connect.ts'
import { packFrames, type PackedFrame } from './frame.ts'

/** The refusals of any run may take so much where they are stored, in bytes. */
const anyRunBytes = 256 * 1024

/**
 * Makes frames of what a chunk of a run refuses. What a replay refuses again remembers how often: from where its records
 * were taken is settled before it begins and stays so until it has ended. Throws grown-too-large.
 */
export async function framesFor(
  sql: Runner,
  run: string,
  chunk: Pick<StagedChunk, 'refused' | 'counts' | 'madeOf'>,
): Promise<PackedFrame[]> {
  const { refused } = chunk
  if (refused.length === 0) return []
  const positions = refused.map(({ position }) => position)
  const first = positions.reduce((a, b) => Math.min(a, b))
  const last = positions.reduce((a, b) => Math.max(a, b))
  const before = await sql<{ position: number; attempt: number }[]>`
    select replay_position as position, attempt + 1 as attempt from quarantine
    where replay_run = ${run} and replay_position between ${first}::bigint and ${last}::bigint`
  const frames = await packFrames(refused, new Map(before.map(({ position, attempt }) => [position, attempt])))
  await refuseGrown(sql, run, frames, chunk)
  return frames
}

/** Compressed, many alike take next to nothing: a chunk has its share by its part, or what its run has left of its own. */
async function refuseGrown(
  sql: Runner,
  run: string,
  frames: PackedFrame[],
  chunk: Pick<StagedChunk, 'refused' | 'counts' | 'madeOf'>,
): Promise<void> {
  const { refused, counts, madeOf } = chunk
  const bytes = frames.reduce((sum, { data, groups }) => sum + data.byteLength + JSON.stringify(groups).length, 0)
  if (!madeOf || bytes <= madeOf.partBytes * madeOf.maxGrowth) return
  const [row] = await sql<{ kept: number; given: number }[]>`
    select
      (select coalesce(sum(octet_length(data) + octet_length(groups::text)), 0) from refusals where run_id = ${run})::bigint as kept,
      (select coalesce(sum(octet_length(data)), 0) from input_parts where input_id = (select input_id from runs where id = ${run}))::bigint as given`
  const { kept, given } = row!
  const most = Math.max(anyRunBytes, given * madeOf.maxGrowth)
  if (kept + bytes <= most) return
  const { in: read, stored: loaded, filtered } = counts
  const told = `${refused.length} of ${read} records were refused, and take ${bytes} bytes to keep, with ${kept} of others before; their input takes ${given}, so that all of them may take ${most}`
  throw new ProblemError('grown-too-large', `${told}: see with a few records why they are refused`, {
    counts: { in: read, loaded, quarantined: refused.length, duplicate: 0, filtered },
  })
}
