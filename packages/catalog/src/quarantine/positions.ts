import { ProblemError } from '@syndicate/contracts'
import type { Sql } from '../connect.ts'
import { FrameDamaged, unpackFrame, type PackedFrame } from './frame.ts'

/** Where the records stood that were refused of a chunk, whatever has become of them since. Throws chunk-damaged. */
export async function refusedPositions(sql: Sql, run: string, ordinal: number): Promise<number[]> {
  const frames = await sql<Pick<PackedFrame, 'data' | 'records' | 'bytes'>[]>`
    select data, records, bytes from refusals where run_id = ${run} and ordinal = ${ordinal} order by part`
  try {
    const lines = await Promise.all(frames.map(unpackFrame))
    return lines.flat().map(({ position }) => position)
  } catch (cause) {
    if (!(cause instanceof FrameDamaged)) throw cause
    throw new ProblemError(
      'chunk-damaged',
      `What was refused of chunk ${ordinal} of run ${run} cannot be read any more`,
      { cause },
    )
  }
}
