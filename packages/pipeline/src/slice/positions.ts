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
