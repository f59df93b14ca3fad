import type { FieldsSeen, Refusal } from '@syndicate/contracts'

/** How far a stored chunk has come: made, by a worker that does not load; loaded; in the books. No reader sees the first two. */
export type ChunkState = 'transformed' | 'staged' | 'valid'

/** Which chunk, for whom. */
export interface ChunkKey {
  run: string
  epoch: number
  ordinal: number
}

/** One transformed chunk, on its way into the catalog. */
export interface StagedChunk {
  /** Hash of the recipe it was transformed by: only what the run was accepted with may enter it. */
  recipe: string
  data: Uint8Array
  sha256: string
  counts: { in: number; filtered: number; stored: number }
  refused: Refusal[]
  fields: FieldsSeen
  /** What it holds by key. @default null, which is without a key */
  keys?: Uint8Array | null
  transformMs: number
  /** Its part of the input as it is stored, and how many times that its refusals may take. @default without limit */
  madeOf?: { partBytes: number; maxGrowth: number }
}

/** What a chunk is made of. */
export interface ChunkSource {
  /** Hash of the recipe that the run was accepted with. */
  recipe: string
  /** How far it came before; null when it has not been made. */
  state: ChunkState | null
  /** The part of the input that becomes the chunk, as it was stored; null when it is gone, or not needed any more. */
  part: Uint8Array | null
}

export interface StoredChunk {
  state: ChunkState
  data: Uint8Array
  sha256: string
  records: number
  /** Hash of the recipe that the run was accepted with. */
  recipe: string
}
