interface Marked {
  version: number
  ordinal: number
  /** A bit a row. */
  bits: Uint8Array
}

/** Rows of chunks, by version and ordinal: a bit each, for there may be millions. */
export function createRowMarks() {
  const chunks = new Map<string, Marked>()

  return {
    add(version: number, ordinal: number, rows: number[]): void {
      const key = `${version}/${ordinal}`
      const found = chunks.get(key)
      const least = (rows.at(-1)! >> 3) + 1
      let bits = found?.bits ?? new Uint8Array(least)
      if (bits.length < least) {
        const larger = new Uint8Array(Math.max(least, 2 * bits.length))
        larger.set(bits)
        bits = larger
      }
      for (const row of rows) bits[row >> 3]! |= 1 << (row & 7)
      chunks.set(key, { version, ordinal, bits })
    },

    /** Each chunk once, its rows ascending, as PostgreSQL writes a list. */
    *listed(): Generator<{ version: number; ordinal: number; rows: string }> {
      for (const { version, ordinal, bits } of chunks.values()) {
        const rows: number[] = []
        for (const [at, eight] of bits.entries())
          for (let bit = 0; bit < 8; bit++) if (eight & (1 << bit)) rows.push(at * 8 + bit)
        yield { version, ordinal, rows: `{${rows.join()}}` }
      }
    },
  }
}
