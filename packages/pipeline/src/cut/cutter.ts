/**
 * What a record counts for at least, in bytes: each is read, transformed and written by itself, so that many tiny ones cost
 * what fewer larger ones do.
 */
export const leastRecordBytes = 16

/** All in bytes. */
export interface CutLimits {
  /** A slice is closed by the first record that brings it to this size, or to as many as would have it at their least. */
  sliceBytes: number
  /** A larger record is refused; its bytes are never held. */
  maxRecordBytes: number
  /** The whole of a YAML input, which can only be read at once. */
  maxDocumentBytes: number
}

/** Cuts one input into slices. The same bytes give the same slices, however they are split into pushes. */
export interface Cutter {
  /** Takes the next bytes, which may be reused afterwards, and returns the slices they finished. */
  push(bytes: Uint8Array): Uint8Array[]
  /** Ends the input and returns what is left. Throws `empty-input` when there was no record at all. */
  end(): Uint8Array[]
  /** Found so far, refused ones included. */
  readonly records: number
}

/** Finds the records of one format and hands them to a slice writer. */
export interface Scanner {
  /** @param at offset of the first of these bytes in the input, for messages */
  push(bytes: Uint8Array, at: number): void
  end(): void
}
