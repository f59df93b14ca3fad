import { ProblemError } from '@syndicate/contracts'
import type { StagedChunk } from '../chunks/chunk.ts'
import type { Runner } from '../connect.ts'
import { packFrames, type PackedFrame } from './frame.ts'

/**
 * Makes frames of what a chunk of a run refuses. What a replay refuses again remembers how often: from where its records
 * were taken is settled before it begins and stays so until it has ended. Throws grown-too-large.
 */
export async function framesFor(sql: Runner, run: string, chunk: StagedChunk): Promise<PackedFrame[]> {
  const { refused } = chunk
  if (refused.length === 0) return []
  const positions = refused.map(({ position }) => position)
  const first = positions.reduce((a, b) => Math.min(a, b))
  const last = positions.reduce((a, b) => Math.max(a, b))
  const before = await sql<{ position: number; attempt: number }[]>`
    select replay_position as position, attempt + 1 as attempt from quarantine
    where replay_run = ${run} and replay_position between ${first}::bigint and ${last}::bigint`
  const frames = await packFrames(refused, new Map(before.map(({ position, attempt }) => [position, attempt])))
  refuseGrown(frames, chunk)
  return frames
}

function refuseGrown(frames: PackedFrame[], { refused, counts, mostRefusedBytes = Infinity }: StagedChunk): void {
  const bytes = frames.reduce((sum, { data, groups }) => sum + data.byteLength + JSON.stringify(groups).length, 0)
  if (bytes <= mostRefusedBytes) return
  const { in: read, stored: loaded, filtered } = counts
  const told = `${refused.length} of ${read} records were refused, and take ${bytes} bytes to keep where their input took so little that they may take ${mostRefusedBytes}`
  throw new ProblemError('grown-too-large', `${told}: see with a few records why they are refused`, {
    counts: { in: read, loaded, quarantined: refused.length, duplicate: 0, filtered },
  })
}
