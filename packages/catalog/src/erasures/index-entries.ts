/** Entries of a dataset's index of keys, as in ADR 16: digest 16 · content 8 · version · ordinal · row, numbers of four bytes. */
export const entryBytes = 36
const digestBytes = 16
const deletedRow = 0xffff_ffff

export interface IndexEntry {
  digest: string
  version: number
  ordinal: number
  row: number
}

/** What an entry says, of those of a block, by its place. */
function entryAt(block: Buffer, index: number): IndexEntry {
  const at = index * entryBytes
  return {
    digest: block.toString('hex', at, at + digestBytes),
    version: block.readUInt32BE(at + 24),
    ordinal: block.readUInt32BE(at + 28),
    row: block.readUInt32BE(at + 32),
  }
}

export function* entriesOf(block: Buffer): Generator<IndexEntry> {
  for (let index = 0; index < block.length / entryBytes; index++) yield entryAt(block, index)
}

export const isDeletion = ({ row }: IndexEntry) => row === deletedRow

/** Names a row of a dataset. */
export const rowName = ({ version, ordinal, row }: Omit<IndexEntry, 'digest'>) => `${version}.${ordinal}.${row}`

/**
 * A block without what is erased: of a key of which nothing else is left, its entries go; of another, the row counts as deleted by
 * its version, so that what it took the place of does not come back.
 */
export function withoutRows(block: Buffer, erased: ReadonlySet<string>, keysGone: ReadonlySet<string>): Buffer {
  const pieces: Buffer[] = []
  for (let index = 0; index < block.length / entryBytes; index++) {
    const entry = entryAt(block, index)
    if (keysGone.has(entry.digest)) continue
    const bytes = Buffer.from(block.subarray(index * entryBytes, (index + 1) * entryBytes))
    if (erased.has(rowName(entry))) {
      bytes.fill(0, digestBytes, digestBytes + 8)
      bytes.writeUInt32BE(0, 28)
      bytes.writeUInt32BE(deletedRow, 32)
    }
    pieces.push(bytes)
  }
  return Buffer.concat(pieces)
}
