import type { ChunkKey, ChunkSource, StoredChunk } from '../chunks/chunk.ts'

/** Names a stored frame within a dataset. */
export interface FrameKey {
  version: number
  ordinal: number
}

export interface Frame {
  key: FrameKey
  records: number
  /** One zstd frame of NDJSON. */
  data: Uint8Array
}

/**
 * The port to where bytes rest: parts of inputs, by (input, ordinal); chunks, by (run, ordinal); frames of refused records, by
 * id. Today that is PostgreSQL, beside the rows that tell of them. Whatever stands here keeps these promises:
 *
 * - *Nothing is told of before it is there.* Bytes are put before the row that refers to them, or with it. What was put is at
 *   least as durable as the commit that makes it count: accepting an input, publishing a run.
 * - *What was put never changes,* but for chunks: rows that do not count any more may leave one's bytes (`rewrite-chunk.ts`), with
 *   the row that tells of them; who reads beside it has the one or the other. Putting again does nothing.
 * - *Who reads a version gets what counts there.* Rows that a version it sees has marked, or that are erased, are taken out
 *   before anybody has the bytes; where there are none, the bytes are those that are stored.
 * - *Whoever reads sets the pace.* Nothing is read ahead but one part, or one batch of frames: a slow reader holds no more.
 *   There are no ranges: what is read in pieces is stored in pieces, of about a megabyte.
 * - *Deleting again does nothing.* Bytes go with their row, or after it, and never before.
 *
 * Chunks and refused records are written by `with-rows.ts`, in the statement that adds their row, so that a chunk costs one
 * round trip. What an object store would have to do instead is said in ADR 14.
 */
export interface ByteStore {
  /** Stores a part of an input that nobody owns yet. Durable with the run that is accepted over it. */
  putPart(inputId: string, ordinal: number, data: Uint8Array): Promise<void>
  part(inputId: string, ordinal: number): Promise<Uint8Array | null>
  /** Deletes the parts of an input that no run claimed. What cannot be told yet is left to the collector. */
  dropParts(inputId: string): Promise<void>
  /** What chunks are made of, each as long as its run is that epoch's to work on; else null. */
  sources(keys: ChunkKey[]): Promise<(ChunkSource | null)[]>
  chunk(run: string, ordinal: number): Promise<StoredChunk | null>
  /** The next chunk of a run that holds records, after a given one, as the version that the run published shows it. */
  nextChunk(run: string, after: number): Promise<{ ordinal: number; data: Uint8Array } | null>
  /** Each chunk of a run as it is stored, in order, with the numbers that rows have which are no longer in its bytes. */
  storedChunks(run: string): AsyncGenerator<{ ordinal: number; data: Uint8Array; gone: number[] }>
  /**
   * Frames that a version of a dataset shows, in order, from behind `after` on: at most so many and so many bytes, but
   * one at least, of no records where none of a chunk's count; none at its end. Null when the version is reclaimed: the same look finds the frames and whether they are all
   * there.
   */
  framesAfter(
    dataset: string,
    version: number,
    after: FrameKey,
    most: { frames: number; bytes: number },
  ): Promise<Frame[] | null>
}
