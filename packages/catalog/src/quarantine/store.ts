import type { Refusal } from '@syndicate/contracts'
import type { Runner } from '../connect.ts'
import { packFrames, type PackedFrame } from './frame.ts'

/**
 * Makes frames of what a chunk of a run refuses. What a replay refuses again remembers how often: from where its records
 * were taken is settled before it begins and stays so until it has ended.
 */
export async function framesFor(sql: Runner, run: string, refused: Refusal[]): Promise<PackedFrame[]> {
  if (refused.length === 0) return []
  const positions = refused.map(({ position }) => position)
  const first = positions.reduce((a, b) => Math.min(a, b))
  const last = positions.reduce((a, b) => Math.max(a, b))
  const before = await sql<{ position: number; attempt: number }[]>`
    select replay_position as position, attempt + 1 as attempt from quarantine
    where replay_run = ${run} and replay_position between ${first}::bigint and ${last}::bigint`
  return packFrames(refused, new Map(before.map(({ position, attempt }) => [position, attempt])))
}
