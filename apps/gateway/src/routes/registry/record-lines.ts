import type { Frame } from '@syndicate/catalog'
import { decompressAside } from '@syndicate/runs'

/** No stored chunk comes near this; a damaged one must not be read for ever. */
const maxFrameBytes = 256 * 1024 * 1024
const lineFeed = 10
const comma = 44

/** The records of a stored frame as NDJSON, piece by piece: a piece may end anywhere. */
export function bytesOf(frame: Frame): AsyncGenerator<Buffer> {
  return decompressAside(frame.data, maxFrameBytes)
}

/** The same with the end of every piece at the end of a record: some records, or one that is large. */
export async function* linesOf(frame: Frame): AsyncGenerator<Buffer> {
  let begun: Buffer[] = []
  for await (const piece of bytesOf(frame)) {
    const end = piece.lastIndexOf(lineFeed) + 1
    if (end > 0) yield begun.length > 0 ? Buffer.concat([...begun, piece.subarray(0, end)]) : piece.subarray(0, end)
    if (end > 0) begun = []
    if (end < piece.length) begun.push(piece.subarray(end))
  }
  if (begun.length > 0) throw new Error('Damaged frame: it does not end with a whole record')
}

/** Lines in groups of at most so many and so many bytes; one that is longer is alone. */
export function* inGroups(lines: Buffer, most: { lines: number; bytes: number }): Generator<Buffer> {
  let from = 0
  let last = 0
  let count = 0
  for (let end = lines.indexOf(lineFeed) + 1; end > 0; end = lines.indexOf(lineFeed, end) + 1) {
    if (count === most.lines || (count > 0 && end - from > most.bytes)) {
      yield lines.subarray(from, last)
      from = last
      count = 0
    }
    count += 1
    last = end
  }
  if (count > 0) yield lines.subarray(from, last)
}

/** How many lines there are. */
export function countLines(lines: Buffer): number {
  let count = 0
  for (let at = lines.indexOf(lineFeed); at >= 0; at = lines.indexOf(lineFeed, at + 1)) count += 1
  return count
}

/** The members of a JSON list: lines of JSON with commas between them. The lines are changed. */
export function asMembers(lines: Buffer): Buffer {
  for (let at = lines.indexOf(lineFeed); at >= 0; at = lines.indexOf(lineFeed, at + 1)) lines[at] = comma
  return lines.subarray(0, -1)
}
