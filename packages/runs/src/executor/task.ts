import type { ChunkKey, ChunkState, FinishedRun, ReplacedSegment, TakenErasure } from '@syndicate/catalog'
import type {
  ErasureSelector,
  Format,
  Inference,
  ProblemCode,
  ProblemError,
  ReadOptions,
  Recipe,
  RunCounts,
} from '@syndicate/contracts'
import type {
  CutLimits,
  Head as FileHead,
  KeptRefusal,
  Mended,
  Rechecked,
  Searched,
  Transformed,
  TransformOptions,
} from '@syndicate/pipeline'
import type { Checked } from './check-written.ts'
import type { DeathNote } from './death.ts'
import type { Head } from './read-head.ts'

/** A recipe and the hash that names it: who has met the hash needs the recipe no more. */
export interface NamedRecipe {
  hash: string
  recipe: Recipe
}

/** Makes a chunk out of its part of the input, and stores it; `valid`: enters it into the books as well. */
export interface MakeTask {
  kind: 'make'
  chunk: ChunkKey
  /** As far as the worker's stages go. */
  as: ChunkState
}
/** Reads back a chunk that is stored, and audits it. */
export interface AuditTask {
  kind: 'audit'
  chunk: ChunkKey
}
/** Reads the first records of a run that are stored. */
export interface HeadTask {
  kind: 'head'
  run: string
}
/** Cuts an input that was stored uncut, into parts beside those that came. */
export interface CutTask {
  kind: 'cut'
  inputId: string
  format: Format
  parts: number
  /** The ordinal of the first part that is made. */
  first: number
  limits: CutLimits
}
/** Settles the keys of a run whose chunks are all in the books, and ends it. */
export interface SettleTask {
  kind: 'settle'
  run: string
  epoch: number
}
/** Merges segments of the index of a dataset's rows by key. */
export interface MergeKeysTask {
  kind: 'merge-keys'
  dataset: string
}
/** Makes segments of a dataset's index of keys anew, without rows that are being erased. */
export interface ForgetKeysTask {
  kind: 'forget-keys'
  erasure: TakenErasure
}
/** Transforms a slice that is at hand, and stores nothing. */
export interface TransformTask {
  kind: 'transform'
  slice: Uint8Array
  /** Where it is a part of another, taken apart. */
  partOf?: TransformOptions['partOf']
}
/** Mends refused records that are at hand, with a JSON Patch if there is one. */
export interface MendTask {
  kind: 'mend'
  texts: string[]
  /** As JSON, which keeps the order of fields on the way to a thread. */
  patch: string | undefined
  /** The longest line, and how much the patch may copy. */
  maxChars: number
  /** Where it ends early: after so long, or with so many characters. */
  most: { ms: number; chars: number }
}
/** Reads a pipeline that somebody wrote, compiles it and runs its fixtures. */
export interface CheckTask {
  kind: 'check'
  name: string
  /** As JSON, which keeps the order of members on the way to a thread. */
  written: string
  limits: CutLimits
}
/** Says what pipeline would take records that are at hand: the head of a file, parts of an input, or frames of a dataset. */
export interface InferTask {
  kind: 'infer'
  source:
    | { head: FileHead }
    | { parts: Uint8Array[]; isCut: boolean; isWhole: boolean; format: Format; reading: ReadOptions }
    | { frames: Uint8Array[]; isWhole: boolean }
  /** What it may be called after. */
  name?: string | undefined
}
/** Tries a pipeline on a sample, and keeps nothing. */
export interface PreviewTask {
  kind: 'preview'
  /** As JSON, which keeps the order of members on the way to a thread. */
  recipe: string
  sample: Sample
  limits: CutLimits
  /** How much is looked at, in bytes of input. */
  inputBytes: number
  shown: { records: number; bytes: number }
  /** How long it works before it leaves the rest, in milliseconds. */
  ms: number
}
/** A sample that is at hand; parts and frames as they are stored. */
export type Sample = {
  format: Format
  reading: ReadOptions
  /** Whether that is all there is of it. */
  isWhole: boolean
} & (
  | { kind: 'bytes'; bytes: Uint8Array }
  /** Parts of an input: cut, or yet to be cut. */
  | { kind: 'slices'; stored: Uint8Array[] }
  | { kind: 'raw'; stored: Uint8Array[] }
  /** Frames of a dataset. */
  | { kind: 'frames'; stored: Uint8Array[] }
)
/** Says what a pipeline would have made of a part of an input that a run has worked on, and keeps nothing. */
export interface RecheckTask {
  kind: 'recheck'
  /** Names the recipe, which is compiled once for parts that follow each other. */
  hash: string
  /** As JSON. */
  recipe: string
  /** As it is stored. */
  part: Uint8Array
  /** Positions of records that were refused of it. */
  refusedThen: number[]
}
/** Says which records are to be erased of those that are at hand. */
export interface FindTask {
  kind: 'find'
  selector: ErasureSelector
  /** Of the run they belong to, as JSON; null: they are looked at as they are. */
  recipe: string | null
  source:
    | { chunk: Uint8Array }
    /** A part of an input as it is stored. */
    | { slice: Uint8Array }
    /** Parts that follow each other, of bytes as they came, which are searched as a text. */
    | { raw: Uint8Array[] }
    | { refused: KeptRefusal[] }
}
/** Looks for records that are at hand. */
export interface SearchTask {
  kind: 'search'
  /** A CEL expression that is true or false of a record. */
  where: string
  /** NDJSON. */
  lines: Uint8Array
  /** How long it looks before it leaves the rest, in milliseconds. */
  ms: number
}
export type Task =
  | MakeTask
  | AuditTask
  | HeadTask
  | CutTask
  | SettleTask
  | MergeKeysTask
  | ForgetKeysTask
  | TransformTask
  | MendTask
  | CheckTask
  | InferTask
  | PreviewTask
  | RecheckTask
  | FindTask
  | SearchTask

/** What became of a chunk that was to be made. */
export type Made =
  /** Nothing: its run is not this epoch's to work on, or the chunk had come so far before. */
  { state: 'gone' | ChunkState; made?: undefined } | { state: 'made'; made: MadeChunk }

export interface MadeChunk {
  counts: Transformed['counts']
  transformMs: number
  loadMs: number
  /** The run, if it was entered into the books and ended it. */
  finished: FinishedRun | null
  /** The first records that run has published, where it is this one chunk and its pipeline's are live. */
  head?: Head
}

/** Null when there is no such chunk, or it is in the books already. */
export type AuditResult = { records: number; ms: number } | null

export interface ResultOf {
  make: Made
  audit: AuditResult
  head: Head
  /** How many parts it made. */
  cut: number
  /** The run as it ended; or why nothing was done: its dataset is not what it was, or it is not this epoch's to settle. */
  settle: FinishedRun | 'moved' | 'gone'
  /** Whether there was anything to merge. */
  'merge-keys': boolean
  /** Which are to be replaced by which; null: some went meanwhile. */
  'forget-keys': ReplacedSegment[] | null
  transform: Transformed
  /** What became of the first of them. */
  mend: Mended[]
  check: Checked
  infer: Inference
  /** A PipelinePreview as JSON. */
  preview: Uint8Array
  recheck: Rechecked
  /** Places of records in a chunk, positions in an input, indexes in a list; of bytes that are searched as a text, 0. */
  find: number[]
  search: Searched
}

/** What a task may take. */
export interface TimeLimits {
  taskMs: number
  /** How long one record may be in hand. */
  recordMs: number
}

/** What a task gave. */
export interface Done<T extends Task> {
  result: ResultOf[T['kind']]
  ms: number
}

/** A thread or a process that works on records, away from the thread that renews locks and answers signals. */
export interface Runner {
  /** False once it died or was closed. */
  readonly alive: boolean
  /**
   * Rejects with what the task threw; with a Death when it ended the runner; with Interrupted when another task did; with
   * the signal's reason when that was aborted, whatever becomes of the task; with NoPlace when it was given back; with another error when it could not begin.
   */
  run<T extends Task>(recipe: NamedRecipe | null, task: T, limits: TimeLimits, signal?: AbortSignal): Promise<Done<T>>
  /** Lets go of what it has been sent and has not begun with: that rejects with NoPlace. */
  giveBack(): void
  close(): Promise<void>
}

/** What a runner is made with. */
export interface RunnerOptions {
  /** Key of the `hash` step. */
  hashKey: string
  /** For objects and strings; the young generation and buffers come on top. */
  memoryBytes: number
  /** How many times its size a chunk may become. @default 32 */
  maxGrowth?: number | undefined
  /** Where parts and chunks are; without it only what is at hand can be worked on. */
  database?: { url: string; schema: string } | undefined
  /** Fail points of the run protocol, for tests. */
  failPoints?: string | undefined
  /** A fail point for tests: a slice that holds this text aborts the process it is transformed in. */
  abortOn?: string | undefined
}

/** So many recipes a thread knows at once. Before there are more, both sides forget all of them. */
export const mostRecipes = 200

/** What travels to a thread and back. */
export interface Request {
  id: number
  hash: string | null
  /** Left out when it was sent before. */
  recipe?: Recipe
  task: Task
}
export type Answer =
  | { result: ResultOf[Task['kind']]; ms: number }
  | { error: unknown }
  /** Said in words, for an error loses its code on the way. */
  | { problem: { code: ProblemCode; detail: string; counts?: RunCounts | undefined } }
  | { passing: string }
  | { death: DeathNote }
export type Reply = Answer & { id: number }

/** A problem in words, for the other side to make again. */
export function saidOf({ code, message: detail, counts }: ProblemError) {
  return { code, detail, counts }
}
