/** Digests as the index knows them: 16 bytes, compared bytewise. */
const digestBytes = 16
/** Of a run's entries, and of those of the index: packages/pipeline/src/keys says what is in them. */
export const ownBytes = 32
export const indexBytes = 36

/** One of equal ranges into which digests are divided: they are as good as random. */
export interface DigestRange {
  nth: number
  of: number
}

/** Where a range begins, and where the next one does; null: nowhere. */
export function boundsOf({ nth, of }: DigestRange): { from: Uint8Array; to: Uint8Array | null } {
  return { from: boundary(nth, of), to: nth + 1 === of ? null : boundary(nth + 1, of) }
}

function boundary(nth: number, of: number): Uint8Array {
  const bytes = new Uint8Array(digestBytes)
  new DataView(bytes.buffer).setUint32(0, Math.floor((nth / of) * 2 ** 32))
  return bytes
}

/** A digest as a uuid, which PostgreSQL compares bytewise. */
export function digestId(entries: Uint8Array, at = 0): string {
  return Buffer.from(entries.buffer, entries.byteOffset + at, digestBytes).toString('hex')
}
