import type { Format, ProblemCode, Recipe } from '@syndicate/contracts'
import type { DeathNote } from './death.ts'
import type { CutLimits, Transformed } from '@syndicate/pipeline'

/** A recipe and the hash that names it: who has met the hash needs the recipe no more. */
export interface NamedRecipe {
  hash: string
  recipe: Recipe
}

export interface TransformTask {
  kind: 'transform'
  slice: Uint8Array
  /** Characters already stored of the chunk whose part the slice is. */
  storedBefore?: number
}
export interface AuditTask {
  kind: 'audit'
  stored: Uint8Array
}
/** An input that has to be read whole before its records can be told apart. */
export interface CutTask {
  kind: 'cut'
  format: Format
  limits: CutLimits
  input: Uint8Array
}
export type Task = TransformTask | AuditTask | CutTask

export interface ResultOf {
  transform: Transformed
  /** How many records there are. */
  audit: number
  cut: Uint8Array[]
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

/** Where work on records happens, away from the thread that renews locks and answers signals: one task at a time. */
export interface Hand {
  /** False once it died or was closed. */
  readonly alive: boolean
  /**
   * Rejects with what the task threw; with a Death when it ended the hand; with the signal's reason when that was
   * aborted, which ends the hand too; with another error when the hand could not begin.
   */
  run<T extends Task>(recipe: NamedRecipe, task: T, limits: TimeLimits, signal?: AbortSignal): Promise<Done<T>>
  close(): Promise<void>
}

/** What a hand is made with. */
export interface HandOptions {
  /** Key of the `hash` step. */
  hashKey: string
  /** For objects and strings; the young generation and buffers come on top. */
  memoryBytes: number
  /** A fail point for tests: a slice that holds this text aborts the process it is transformed in. */
  abortOn?: string | undefined
}

/** What travels to a thread and back. */
export interface Request {
  hash: string
  /** Left out when it was sent before. */
  recipe?: Recipe
  task: Task
}
export type Reply =
  | { result: ResultOf[Task['kind']]; ms: number }
  | { error: unknown }
  /** Said in words, for an error loses its code on the way. */
  | { problem: { code: ProblemCode; detail: string } }
  | { death: DeathNote }
