import { rowsOf, type Find, type SearchedRefusal, type SearchedRun, type TakenErasure } from '@syndicate/catalog'
import { ProblemError, type Recipe } from '@syndicate/contracts'
import type { RunContext } from '../context.ts'
import { isPassing } from '../faults/is-passing.ts'

/** Refused records for whose sake a thread ended: their steps are not tried again. */
const deadly = new Set(['record-timeout', 'record-out-of-memory', 'record-crashed'])
/** Refused records looked at in one go. */
const together = 500

/** Whether an input holds a record that is meant; `gone`: it was erased for that. */
export type Holds = 'yes' | 'no' | 'unreadable' | 'gone'

export interface Search {
  ctx: RunContext
  erasure: TakenErasure
  signal: AbortSignal
  /** Said every now and then: it goes on. */
  alive: () => Promise<void>
}

/** What an erasure cannot go on without; the message is for people. */
export class HeldUp extends Error {}

export function unreadable({ runId, ordinal }: Pick<Find, 'runId' | 'ordinal'>, cause: unknown): HeldUp {
  return new HeldUp(`Chunk ${ordinal} of run ${runId} cannot be read`, { cause })
}

/** Notes the rows of a run's chunks that are meant. @returns whether there are any */
export async function findStored({ ctx, erasure, signal, alive }: Search, run: SearchedRun): Promise<boolean> {
  const { selector } = erasure
  let isThere = false
  for await (const { ordinal, data, gone } of ctx.catalog.chunks.stored(run.id)) {
    await alive()
    const { result: places } = await ctx.executor
      .find(null, { selector, source: { chunk: data } }, signal)
      .catch((error: unknown) => {
        signal.throwIfAborted()
        throw isPassing(error) ? error : unreadable({ runId: run.id, ordinal }, error)
      })
    if (places.length === 0) continue
    isThere = true
    await ctx.catalog.erasures.noteFind(erasure, { runId: run.id, ordinal, rows: rowsOf(places, gone) })
  }
  return isThere
}

/** Of refused records, the indexes of those that are meant. */
export async function findRefused(
  { ctx, erasure, signal, alive }: Search,
  recipe: Recipe,
  records: SearchedRefusal[],
): Promise<number[]> {
  const { selector } = erasure
  const found: number[] = []
  for (const isDeadly of [false, true]) {
    const indexes = records.flatMap(({ code }, index) => (deadly.has(code) === isDeadly ? [index] : []))
    for (let from = 0; from < indexes.length; from += together) {
      await alive()
      const some = indexes.slice(from, from + together)
      const refused = some.map((index) => records[index]!)
      const { result } = await ctx.executor
        .find(isDeadly ? null : recipe, { selector, source: { refused } }, signal)
        // Together they may be more than a thread takes: then as they came.
        .catch((error: unknown) => {
          if (!(error instanceof ProblemError)) throw error
          return ctx.executor.find(null, { selector, source: { refused } }, signal)
        })
      found.push(...result.map((nth) => some[nth]!))
    }
  }
  return found
}

/** Whether the input of a run holds a record that is meant, in any form; of one that nobody can read, nobody knows. */
export async function findInInput(
  { ctx, erasure, signal, alive }: Search,
  recipe: Recipe,
  run: SearchedRun,
): Promise<Holds> {
  const { selector } = erasure
  const { inputId, chunks, firstChunk, parts } = run
  const partOf = (ordinal: number) => ctx.catalog.inputs.part(inputId, ordinal)
  try {
    for (let nth = 0; nth < (chunks ?? 0); nth++) {
      await alive()
      const slice = await partOf(firstChunk + nth)
      if (!slice) return 'unreadable'
      const { result } = await ctx.executor.find(recipe, { selector, source: { slice } }, signal)
      if (result.length > 0) return 'yes'
    }
    // What was cut as it came has no bytes besides.
    const raw = chunks === null ? parts : firstChunk
    if (raw === 0) return 'no'
    if ((chunks === null || run.isCutShort) && !('key' in selector)) return 'unreadable'
    let before: Uint8Array | null = null
    for (let ordinal = 0; ordinal < raw; ordinal++) {
      await alive()
      const part = await partOf(ordinal)
      if (!part) return 'unreadable'
      const source = { raw: before ? [before, part] : [part] }
      if ((await ctx.executor.find(null, { selector, source }, signal)).result.length > 0) return 'yes'
      before = part
    }
    return 'no'
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ProblemError && error.status !== 503) return 'unreadable'
    throw error
  }
}
