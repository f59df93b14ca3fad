import type { Placed } from './slice.ts'

/** Of one slice: an input that is nothing but gaps would make its slices larger than itself. */
const mostRuns = 1000

/** Notes where records stand, as far as it is not as with those before. */
export interface PlaceRuns {
  /**
   * @param index of the first of these records in the body of its slice
   * @param at where it begins
   * @param size of all of them, as the body shows it
   * @param records how many they are: several have nothing between them
   */
  note(index: number, at: number, size: number, records?: number): void
  /** What comes next is not where it would be: something that is not in the body lies between. */
  interrupt(): void
  /** The runs so far; then others begin. */
  take(): Placed['runs']
}

export function createPlaceRuns(): PlaceRuns {
  let runs: Placed['runs'] = []
  let expected = Number.NaN
  let gap = 0

  function begin(index: number, at: number, records: number): void {
    if (runs.length > mostRuns) return
    const last = runs.at(-1)
    if (records > 1) gap = 0
    // Twice in a row is no exception any more.
    else if (last?.[0] === index - 1 && expected >= 0) gap += at - expected
    if (last?.[0] === index) runs.pop()
    runs.push(runs.length < mostRuns ? [index, at, gap] : [index, -1, 0])
  }

  return {
    note(index, at, size, records = 1) {
      if (at !== expected || runs.length === 0 || (records > 1 && gap !== 0)) begin(index, at, records)
      expected = at < 0 ? Number.NaN : at + size + gap
    },
    interrupt() {
      expected = Number.NaN
    },
    take() {
      const taken = runs
      runs = []
      return taken
    },
  }
}
