import type { Refusal } from '@syndicate/contracts'

/** A stored record that will not pass the audit, as it came, for the quarantine to show. */
export interface Source {
  /** Which of the stored records, from 0. */
  at: number
  position: number
  original: string
  encoding: 'text' | 'base64'
  record?: string
}

export interface Transformed {
  /** NDJSON in one zstd frame, or in several that follow each other where the slice was taken apart. */
  stored: Uint8Array
  /** Its content, in characters. */
  storedChars: number
  /** in = stored + filtered + refused.length */
  counts: { in: number; filtered: number; stored: number }
  /** Those refused while cutting first, then by position. */
  refused: Refusal[]
  sources: Source[]
}

export interface TransformOptions {
  /** Characters already stored of the chunk whose part this slice is. @default 0 */
  storedBefore?: number
  /** Told before each record which of the slice's it is, from 0. */
  onRecord?: (index: number) => void
}

export interface Audited {
  /** Records that passed. */
  records: number
  refused: Refusal[]
  /** A new frame of those that passed; only when some were refused. */
  kept?: Uint8Array
}

/** A recipe, compiled. Bytes in, bytes and findings out; the same bytes always give the same. */
export interface Pipeline {
  /** Turns a slice into the stored form. Records that a step refuses are found here. */
  transform(slice: Uint8Array, options?: TransformOptions): Transformed
  /** Checks what was really stored against the schema. */
  audit(stored: Uint8Array, sources: Source[]): Audited
}
