import type { EventData, Run, RunState, Stage } from '@syndicate/contracts'
import { finalStates, stages } from '@syndicate/contracts/words'

export type StateEvent = Extract<EventData, { kind: 'run.state' }>
export type ProgressEvent = Extract<EventData, { kind: 'run.progress' }>

export function hasEnded(run: { state: RunState }): boolean {
  return (finalStates as readonly RunState[]).includes(run.state)
}

/** The run after a change of state. News that came late changes nothing: a run that has ended stays as it ended. */
export function withState(run: Run, event: StateEvent, at: string): Run {
  if (hasEnded(run) || event.state === 'accepted') return run
  const isFinal = hasEnded(event)
  return {
    ...run,
    state: event.state,
    counts: event.counts ?? run.counts,
    version: event.version ?? run.version,
    error: event.error ?? run.error,
    startedAt: run.startedAt ?? (event.state === 'running' ? at : null),
    finishedAt: isFinal ? at : null,
  }
}

/** Which chunks of a run went through which stage, from its events. A chunk that is told of twice counts once. */
export interface SeenChunks {
  chunks: number | null
  transform: Set<number>
  load: Set<number>
  validate: Set<number>
}

export function noneSeen(): SeenChunks {
  return { chunks: null, transform: new Set(), load: new Set(), validate: new Set() }
}

export function see(seen: SeenChunks, { stage, ordinal }: ProgressEvent): void {
  // Extract tells of itself once, when the input is cut: of the last chunk.
  if (stage === 'extract') seen.chunks = ordinal + 1
  else seen[stage].add(ordinal)
}

/** The run with the further of what was answered and what was heard since. */
export function withProgress(run: Run, seen: SeenChunks): Run {
  const chunks = run.chunks ?? seen.chunks
  const further = (stage: 'transform' | 'load' | 'validate') => ({
    ...run.stages[stage],
    chunks: Math.max(run.stages[stage].chunks, seen[stage].size),
  })
  return {
    ...run,
    chunks,
    stages: {
      extract: { ...run.stages.extract, chunks: Math.max(run.stages.extract.chunks, seen.chunks ?? 0) },
      transform: further('transform'),
      load: further('load'),
      validate: further('validate'),
    },
  }
}

/** What a chunk usually takes of an input, in bytes; the server's setting may differ, so it serves to guess alone. */
const usualChunkBytes = 256 * 1024

/** How far a stage is, from 0 to 1. Until the input is cut nobody knows of how many chunks: then it is guessed by the size. */
export function shareDone(run: Run, stage: Stage): number {
  if (run.state === 'published') return 1
  const { extract, transform } = run.stages
  const cut = Math.max(extract.chunks, transform.chunks)
  if (failedStage(run) === 'extract' && cut === 0) return 0
  if (run.chunks !== null) return stage === 'extract' ? 1 : share(run.stages[stage].chunks, run.chunks)
  // Never quite done, for there may be more.
  const guessed = Math.max(run.bytes / usualChunkBytes, cut + 1)
  return share(stage === 'extract' ? cut : run.stages[stage].chunks, guessed)
}

/** Where a failed run came to nothing: the first stage that is not through; null where it did not fail. */
export function failedStage(run: Run): Stage | null {
  if (run.state !== 'failed') return null
  const chunks = run.chunks ?? 0
  // An input of which no chunk came was never cut.
  if (chunks === 0) return 'extract'
  return stages.find((stage) => stage !== 'extract' && run.stages[stage].chunks < chunks) ?? 'validate'
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.min(1, part / whole)
}
