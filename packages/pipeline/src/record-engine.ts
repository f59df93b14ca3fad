import type { FieldsSeen, Recipe, Refusal } from '@syndicate/contracts'

export interface Transformed {
  /** NDJSON in one zstd frame, or in several that follow each other where the slice was taken apart. */
  stored: Uint8Array
  /** What came of the slice, in characters: the content of what is stored, and what was refused. */
  grownChars: number
  /** in = stored + filtered + refused.length */
  counts: { in: number; filtered: number; stored: number }
  /** Those refused while cutting first, then by position. */
  refused: Refusal[]
  /** What fields its records have. */
  fields: FieldsSeen
  /** Own entries of what is stored and what is to be taken away, sorted; null where the recipe has no key. */
  keys: Uint8Array | null
}

export interface TransformOptions {
  /** Where the slice is one of several that another was taken apart into: how large that is, and what came of those before. */
  partOf?: { bytes: number; grownBefore: number }
  /** How many times its size the whole may become. @default 32 */
  maxGrowth?: number
  /** Told before each record which of the slice's it is, from 0, and -1 before several are decoded at once. */
  onRecord?: (index: number) => void
  /** Told which record a filter leaves out, or takes a row away, counted in the same way. */
  onFiltered?: (index: number) => void
  /** Positions of records that nobody looks at again: they are neither read nor counted. */
  passesOver?: ReadonlySet<number>
  /** Asked of each row that would be stored, counted from 0, why it is refused for the sake of its key; undefined: it is not. */
  refuses?: (row: number) => string | undefined
  /** Asked before each record: from the first on for which it says so, records are left, and not counted. */
  isOver?: () => boolean
}

/** A recipe, compiled. Bytes in, bytes and findings out; the same bytes always give the same. */
export interface Pipeline {
  /**
   * Turns a slice into the stored form. Records that a step or the schema refuses are left out.
   * Throws grown-too-large, with what was read by then, when too much comes of it.
   */
  transform(slice: Uint8Array, options?: TransformOptions): Transformed
  /**
   * Reads what was really stored as a reader will, and asks the schema once more. @returns how many records it holds
   * Throws on the first record that is damaged or that the schema does not accept: transform let none such through.
   */
  audit(stored: Uint8Array): number
}

/**
 * The port to what works on records: it makes chunks of slices, and is the only one who reads a chunk again. Whatever stands
 * here, in whatever language, keeps these promises:
 *
 * - A recipe, a slice and the installation's hash key alone say what comes out, to the byte; nothing is kept between slices.
 * - It calls back before each record, so that who watches the clock knows which one is in hand, and may be ended at any
 *   moment: a thread or a process is given up with it.
 * - It takes slices as the cutter packs them, and gives the stored form of ADR 3, which it has read back before. Frames of
 *   other engines, and of versions before, read the same.
 */
export interface RecordEngine {
  /** Once for all chunks of a recipe. Throws RecipeError with the path of an expression or a schema that is wrong. */
  compile(recipe: Recipe): Pipeline
  /** The records of a chunk as it is stored, in order, each as one line of JSON. Throws when it is damaged. */
  read(stored: Uint8Array): string[]
}
