import type { Refusal } from '@syndicate/contracts'

export interface Transformed {
  /** NDJSON in one zstd frame, or in several that follow each other where the slice was taken apart. */
  stored: Uint8Array
  /** Its content, in characters. */
  storedChars: number
  /** in = stored + filtered + refused.length */
  counts: { in: number; filtered: number; stored: number }
  /** Those refused while cutting first, then by position. */
  refused: Refusal[]
}

export interface TransformOptions {
  /** Characters already stored of the chunk whose part this slice is. @default 0 */
  storedBefore?: number
  /** Told before each record which of the slice's it is, from 0, and -1 before several are decoded at once. */
  onRecord?: (index: number) => void
}

/** A recipe, compiled. Bytes in, bytes and findings out; the same bytes always give the same. */
export interface Pipeline {
  /** Turns a slice into the stored form. Records that a step or the schema refuses are left out. */
  transform(slice: Uint8Array, options?: TransformOptions): Transformed
  /**
   * Reads what was really stored as a reader will, and asks the schema once more. @returns how many records it holds
   * Throws on the first record that is damaged or that the schema does not accept: transform let none such through.
   */
  audit(stored: Uint8Array): number
}
