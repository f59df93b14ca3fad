/** Digests as the index knows them: 16 bytes, compared bytewise. */
const digestBytes = 16
/** Of a run's entries, and of those of the index: packages/pipeline/src/keys says what is in them. */
export const ownBytes = 32
export const indexBytes = 36

/** First bytes there are. */
const firsts = 256
/** Fewer entries are read whole. */
const leastDivided = 1024

/** Digests by their first byte: from one on, and before another. They are as good as random. */
export interface DigestRange {
  from: number
  /** At most 256. */
  before: number
}

/** All digests in so many ranges, or in as many as there are first bytes. */
export function digestRanges(count: number): DigestRange[] {
  const of = Math.max(1, Math.min(firsts, count))
  const edge = (nth: number) => Math.round((nth * firsts) / of)
  return Array.from({ length: of }, (_, nth) => ({ from: edge(nth), before: edge(nth + 1) }))
}

/** Where a range begins, and where the next one does; null: nowhere. */
export function boundsOf({ from, before }: DigestRange): { from: Uint8Array; to: Uint8Array | null } {
  return { from: beginning(from), to: before === firsts ? null : beginning(before) }
}

function beginning(first: number): Uint8Array {
  const bytes = new Uint8Array(digestBytes)
  bytes[0] = first
  return bytes
}

/**
 * Where in sorted entries those of each first byte begin, and the end behind them: 257 numbers of entries.
 * @returns null where there are so few that all may be read
 */
export function startsOf(entries: Uint8Array): number[] | null {
  const count = entries.length / ownBytes
  if (count < leastDivided) return null
  const starts: number[] = []
  for (let nth = 0; nth < count; nth++) while (starts.length <= entries[nth * ownBytes]!) starts.push(nth)
  while (starts.length <= firsts) starts.push(count)
  return starts
}

/** A digest as a uuid, which PostgreSQL compares bytewise. */
export function digestId(entries: Uint8Array, at = 0): string {
  return Buffer.from(entries.buffer, entries.byteOffset + at, digestBytes).toString('hex')
}

/** Whether two entries of the index are of the same digest. */
export function isSameDigest(entries: Uint8Array, one: number, other: number): boolean {
  for (let byte = 0; byte < digestBytes; byte++) if (entries[one + byte] !== entries[other + byte]) return false
  return true
}
