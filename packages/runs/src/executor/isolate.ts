import { ProblemError, type Refusal, type RefusalCode } from '@syndicate/contracts'
import type { OpenSlice, Transformed } from '@syndicate/pipeline'
import { Death, type DeathKind } from './death.ts'
import type { Done, TimeLimits, TransformTask } from './task.ts'

/** Transforms a slice where nothing else can be hurt. Rejects with a Death when that ended whoever did it. */
export type Probe = (slice: Uint8Array, grownBefore: number, limits: TimeLimits) => Promise<Done<TransformTask>>

/** All probes together may take this many times what one chunk may take; the starts of processes between them are free. */
const budgetFactor = 10
/** What a death costs that takes no time to speak of, as a part of what a record may take. */
const deathShare = 1 / 10
/** Anything may kill a process once; a process killed for no reason it knows of may meet that twice. */
const failuresNeeded = 2
const failuresNeededUnexplained = 3

const codes: Record<DeathKind, RefusalCode> = {
  timeout: 'record-timeout',
  memory: 'record-out-of-memory',
  crash: 'record-crashed',
}

/**
 * Transforms a slice that holds records nobody survives: those are found and refused, each after it failed alone and
 * more than once, and the rest is transformed as if they were not there. Where the record in hand at a death is known
 * it is tried first; otherwise, and when it was innocent, what is left is halved.
 * @param limits of the whole slice; parts get less
 * @param suspicion how the slice ended somebody before
 * Throws limits-exceeded when there are too many to find them one by one.
 */
export async function isolate(
  slice: OpenSlice,
  probe: Probe,
  limits: TimeLimits,
  suspicion: Death | null,
): Promise<Transformed> {
  const { taskMs, recordMs } = limits
  const parts: (Transformed | Refusal)[] = []
  const innocent = new Set<number>()
  const budgetMs = taskMs * budgetFactor
  let spentMs = 0
  let grownBefore = 0

  async function attempt(from: number, to: number, ms: number): Promise<Transformed | Death> {
    if (spentMs > budgetMs) {
      const told = `Finding out which records of a chunk they are took longer than ${budgetMs / 1000} s`
      throw new ProblemError('limits-exceeded', told)
    }
    try {
      const done = await probe(slice.part(from, to), grownBefore, { taskMs: ms, recordMs })
      spentMs += done.ms
      return done.result
    } catch (error) {
      if (!(error instanceof Death)) throw error
      spentMs += error.note.kind === 'timeout' ? recordMs : recordMs * deathShare
      return error
    }
  }

  function keep(part: Transformed): void {
    parts.push(part)
    grownBefore += part.grownChars
  }

  function refuse(index: number, { note }: Death): void {
    parts.push(slice.refuse(index, codes[note.kind], note.message))
  }

  /** Runs one record alone until it survives or has failed often enough. */
  async function tryAlone(index: number, failed: Death[] = []): Promise<Transformed | Death> {
    for (;;) {
      const last = failed.at(-1)
      if (last && failed.length >= (last.note.unexplained ? failuresNeededUnexplained : failuresNeeded)) return last
      const outcome = await attempt(index, index + 1, recordMs)
      if (!(outcome instanceof Death)) return outcome
      failed.push(outcome)
    }
  }

  async function settle(from: number, to: number, ms: number, known: Death | null): Promise<void> {
    if (from === to) return
    const outcome = known ?? (await attempt(from, to, ms))
    if (!(outcome instanceof Death)) return keep(outcome)
    if (to - from === 1) {
      const alone = await tryAlone(from, known ? [] : [outcome])
      return alone instanceof Death ? refuse(from, alone) : keep(alone)
    }
    const { record } = outcome.note
    if (record !== null && !innocent.has(from + record)) {
      const suspect = from + record
      const alone = await tryAlone(suspect)
      if (alone instanceof Death) {
        await settle(from, suspect, ms, null)
        refuse(suspect, alone)
        return settle(suspect + 1, to, ms, null)
      }
      innocent.add(suspect)
    }
    const middle = from + Math.floor((to - from) / 2)
    const lessMs = Math.max(recordMs, ms / 2)
    await settle(from, middle, lessMs, null)
    await settle(middle, to, lessMs, null)
  }

  await settle(0, slice.records, taskMs, suspicion)
  // When nothing is left, it still takes a stored form.
  if (!parts.some((part) => 'stored' in part)) {
    const nothing = await attempt(0, 0, recordMs)
    if (nothing instanceof Death) throw nothing
    keep(nothing)
  }
  return slice.join(parts)
}
