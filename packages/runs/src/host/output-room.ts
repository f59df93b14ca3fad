const leastRoom = 16 * 1024
const mostRoom = 2 * 1024 * 1024

/** Output room that mostly suffices at once: pieces would have to be joined, a third of the time of a large frame. */
export function roomFor(bytes: number): number {
  return Math.ceil(Math.min(Math.max(bytes, leastRoom), mostRoom))
}
