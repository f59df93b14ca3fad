import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'

const lineFeed = 10
const params = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 }

/** Lines of a chunk that are left, compressed again. */
export interface Rewritten {
  data: Uint8Array
  records: number
  /** SHA-256 of the content, before it is compressed. */
  content: string
}

/**
 * The places, among the lines that are still in a chunk's bytes, of rows that do not count.
 * @param gone rows that are not in its bytes any more, ascending
 * @param marked rows by the numbers they were made with, in any order, those of `gone` perhaps among them
 */
export function placesOf(marked: readonly number[], gone: readonly number[]): Set<number> {
  const places = new Set<number>()
  let before = 0
  for (const row of marked.toSorted((a, b) => a - b)) {
    while (before < gone.length && gone[before]! < row) before++
    if (gone[before] !== row) places.add(row - before)
  }
  return places
}

/** The numbers that lines of a chunk's bytes were made with: of each place that of its row, ascending. */
export function rowsOf(places: readonly number[], gone: readonly number[]): number[] {
  let before = 0
  return places
    .toSorted((a, b) => a - b)
    .map((place) => {
      while (before < gone.length && gone[before]! - before <= place) before++
      return place + before
    })
}

/**
 * A chunk without some of its lines: unpacked, cut and packed a piece at a time by other threads, however large it is.
 * Throws when it is damaged.
 */
export async function withoutPlaces(stored: Uint8Array, places: ReadonlySet<number>): Promise<Rewritten> {
  const hash = createHash('sha256')
  const pieces: Uint8Array[] = []
  let index = 0
  let records = 0

  function* linesLeft(piece: Buffer): Generator<Buffer> {
    let from = 0
    for (let at = 0; at < piece.length;) {
      const end = piece.indexOf(lineFeed, at) + 1
      const isLeft = !places.has(index)
      if (!isLeft && from < at) yield piece.subarray(from, at)
      at = end || piece.length
      if (!isLeft) from = at
      if (end === 0) break
      index++
      if (isLeft) records++
    }
    if (from < piece.length) yield piece.subarray(from)
  }

  const decoder = createZstdDecompress()
  await pipeline(
    [stored],
    decoder,
    async function* (source: AsyncIterable<Buffer>) {
      for await (const piece of source) {
        for (const lines of linesLeft(piece)) {
          hash.update(lines)
          yield lines
        }
      }
    },
    createZstdCompress({ params }),
    async (source: AsyncIterable<Buffer>) => {
      for await (const piece of source) pieces.push(piece)
    },
  )
  // What Node does not know behind a frame it takes for the end.
  if (decoder.bytesWritten !== stored.byteLength) throw new Error('Damaged frame: not all of it is zstd')
  return { data: Buffer.concat(pieces), records, content: hash.digest('hex') }
}
