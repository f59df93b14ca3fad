type Chunks = Map<number, Uint8Array>

/** Rows of chunks, by version and ordinal: a bit each, for there may be millions. */
export function createRowMarks() {
  const versions = new Map<number, Chunks>()
  // Who asks about one asks about more of its version.
  let [asked, chunks]: [number, Chunks | undefined] = [-1, undefined]

  function chunksOf(version: number): Chunks | undefined {
    if (asked !== version || !chunks) [asked, chunks] = [version, versions.get(version)]
    return chunks
  }

  return {
    /** @param rows ascending, one at least */
    add(version: number, ordinal: number, rows: number[]): void {
      const of = chunksOf(version) ?? new Map<number, Uint8Array>()
      versions.set(version, of)
      const least = (rows.at(-1)! >> 3) + 1
      let bits = of.get(ordinal) ?? new Uint8Array(least)
      if (bits.length < least) {
        const larger = new Uint8Array(Math.max(least, 2 * bits.length))
        larger.set(bits)
        bits = larger
      }
      for (const row of rows) bits[row >> 3]! |= 1 << (row & 7)
      of.set(ordinal, bits)
    },

    has(version: number, ordinal: number, row: number): boolean {
      const bits = chunksOf(version)?.get(ordinal)
      const at = Math.floor(row / 8)
      return bits !== undefined && at < bits.length && (bits[at]! & (1 << (row & 7))) !== 0
    },

    get isEmpty(): boolean {
      return versions.size === 0
    },

    /** Each chunk once, its rows ascending, as PostgreSQL writes a list. */
    *listed(): Generator<{ version: number; ordinal: number; rows: string }> {
      for (const [version, of] of versions) {
        for (const [ordinal, bits] of of) {
          const rows: number[] = []
          for (const [at, eight] of bits.entries())
            for (let bit = 0; bit < 8; bit++) if (eight & (1 << bit)) rows.push(at * 8 + bit)
          yield { version, ordinal, rows: `{${rows.join()}}` }
        }
      }
    },
  }
}
