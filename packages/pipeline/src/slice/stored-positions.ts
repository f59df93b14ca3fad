import type { Transformed } from '../record-engine.ts'
import { positionsInOrder } from './positions.ts'
import { unpackSlice } from './slice.ts'

/**
 * The position of each row that came of a slice, in order.
 * @param filtered which of its records were left out, counted from 0, as `onFiltered` tells them
 */
export function storedPositions(
  slice: Uint8Array,
  { refused, counts }: Transformed,
  filtered: ReadonlySet<number>,
): number[] {
  const notTaken = new Set(refused.map(({ position }) => position))
  const stored: number[] = []
  let index = 0
  for (const position of positionsInOrder(unpackSlice(slice).header)) {
    if (stored.length === counts.stored) break
    if (!filtered.has(index++) && !notTaken.has(position)) stored.push(position)
  }
  return stored
}
