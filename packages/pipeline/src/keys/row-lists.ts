/** A chunk has fewer rows: a line is two characters at least, and a chunk has so many at most. */
const rowSpan = 2 ** 26

/** Rows of chunks, which come in any order and are told in theirs. */
export class RowLists {
  readonly #packed: number[] = []

  add(ordinal: number, row: number): void {
    this.#packed.push(ordinal * rowSpan + row)
  }

  get size(): number {
    return this.#packed.length
  }

  /** By ordinal, ascending, as the rows of each are. */
  toMap(): Map<number, number[]> {
    const lists = new Map<number, number[]>()
    let last = -1
    let rows: number[] = []
    for (const packed of Float64Array.from(this.#packed).sort()) {
      const ordinal = Math.floor(packed / rowSpan)
      if (ordinal !== last) lists.set((last = ordinal), (rows = []))
      rows.push(packed - ordinal * rowSpan)
    }
    return lists
  }
}
