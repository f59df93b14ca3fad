/** A bit a row, by ordinal. */
type Chunks = Map<number, Uint8Array>

/** Rows of chunks, by version and ordinal: a bit each, for there may be millions. */
export interface RowMarks {
  /** @param rows ascending */
  add(version: number, ordinal: number, rows: number[]): void
  has(version: number, ordinal: number, row: number): boolean
  /** How many there are. */
  readonly size: number
  /** Each chunk once, its rows ascending. */
  byChunk(): Generator<{ version: number; ordinal: number; rows: number[] }>
  /** The same as PostgreSQL writes a list. */
  listed(): Generator<{ version: number; ordinal: number; rows: string }>
}

export function createRowMarks(): RowMarks {
  const versions = new Map<number, Chunks>()
  // Who asks about one asks about more of its version.
  let [asked, chunks]: [number, Chunks | undefined] = [-1, undefined]
  let size = 0

  function chunksOf(version: number): Chunks | undefined {
    if (asked !== version || !chunks) [asked, chunks] = [version, versions.get(version)]
    return chunks
  }

  function* byChunk() {
    for (const [version, of] of versions)
      for (const [ordinal, bits] of of) yield { version, ordinal, rows: rowsOf(bits) }
  }

  return {
    add(version, ordinal, rows) {
      if (rows.length === 0) return
      const of = chunksOf(version) ?? new Map<number, Uint8Array>()
      versions.set(version, of)
      const bits = roomFor(rows.at(-1)!, of.get(ordinal))
      for (const row of rows) {
        if (!isSet(bits, row)) size++
        bits[row >> 3]! |= 1 << (row & 7)
      }
      of.set(ordinal, bits)
    },
    has(version, ordinal, row) {
      const bits = chunksOf(version)?.get(ordinal)
      return bits !== undefined && isSet(bits, row)
    },
    get size() {
      return size
    },
    byChunk,
    *listed() {
      for (const { rows, ...chunk } of byChunk()) yield { ...chunk, rows: `{${rows.join()}}` }
    },
  }
}

/** @param row of any size: a deletion has the greatest number there is */
function isSet(bits: Uint8Array, row: number): boolean {
  const at = Math.floor(row / 8)
  return at < bits.length && (bits[at]! & (1 << (row & 7))) !== 0
}

function rowsOf(bits: Uint8Array): number[] {
  const rows: number[] = []
  for (const [at, eight] of bits.entries())
    for (let bit = 0; bit < 8; bit++) if (eight & (1 << bit)) rows.push(at * 8 + bit)
  return rows
}

function roomFor(row: number, bits: Uint8Array = new Uint8Array()): Uint8Array {
  const least = (row >> 3) + 1
  if (bits.length >= least) return bits
  const larger = new Uint8Array(Math.max(least, 2 * bits.length))
  larger.set(bits)
  return larger
}
