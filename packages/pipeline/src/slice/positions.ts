import type { SliceHeader } from './slice.ts'

/** The position of each record of a slice's body: counted from `first`, leaving out those refused while cutting. */
export function positions({ first, refused }: SliceHeader): (index: number) => number {
  if (refused.length === 0) return (index) => first + index
  const taken = refused.map(({ position }) => position)
  return (index) => {
    let position = first + index
    for (const other of taken) {
      if (other > position) break
      position++
    }
    return position
  }
}

/** The same for all records in turn, as many as are asked for. */
export function* positionsInOrder({ first, refused }: SliceHeader): Generator<number> {
  const taken = new Set(refused.map(({ position }) => position))
  for (let position = first; ; position++) if (!taken.has(position)) yield position
}
