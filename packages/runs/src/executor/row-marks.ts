interface Marked {
  version: number
  ordinal: number
  /** A bit a row. */
  bits: Uint8Array
}

/** Rows of chunks, by version and ordinal: a bit each, for there may be millions. */
export interface RowMarks {
  /** @param rows ascending */
  add(version: number, ordinal: number, rows: number[]): void
  /** How many there are. */
  size(): number
  /** Each chunk once, its rows ascending. */
  byChunk(): Generator<{ version: number; ordinal: number; rows: number[] }>
  /** The same as PostgreSQL writes a list. */
  listed(): Generator<{ version: number; ordinal: number; rows: string }>
}

export function createRowMarks(): RowMarks {
  const chunks = new Map<string, Marked>()
  let size = 0

  function* byChunk() {
    for (const { version, ordinal, bits } of chunks.values()) {
      const rows: number[] = []
      for (const [at, eight] of bits.entries())
        for (let bit = 0; bit < 8; bit++) if (eight & (1 << bit)) rows.push(at * 8 + bit)
      yield { version, ordinal, rows }
    }
  }

  return {
    add(version, ordinal, rows) {
      if (rows.length === 0) return
      const key = `${version}/${ordinal}`
      const found = chunks.get(key)
      const bits = roomFor(rows.at(-1)!, found?.bits)
      for (const row of rows) {
        if ((bits[row >> 3]! & (1 << (row & 7))) === 0) size++
        bits[row >> 3]! |= 1 << (row & 7)
      }
      chunks.set(key, { version, ordinal, bits })
    },
    size: () => size,
    byChunk,
    *listed() {
      for (const { rows, ...chunk } of byChunk()) yield { ...chunk, rows: `{${rows.join()}}` }
    },
  }
}

function roomFor(row: number, bits: Uint8Array = new Uint8Array()): Uint8Array {
  const least = (row >> 3) + 1
  if (bits.length >= least) return bits
  const larger = new Uint8Array(Math.max(least, 2 * bits.length))
  larger.set(bits)
  return larger
}
