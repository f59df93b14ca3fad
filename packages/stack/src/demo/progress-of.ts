import { stages, type Run } from '@syndicate/contracts'

export interface RunProgress {
  /** From 0 to 1: the share of stage work that is done. */
  fraction: number
  /** Chunks by stage, for people. */
  text: string
}

/** How far a run is, over all its stages. */
export function progressOf(run: Pick<Run, 'chunks' | 'stages' | 'state'>): RunProgress {
  const total = run.chunks
  const done = stages.map((stage) => run.stages[stage].chunks)
  // Until the input is cut nobody knows how many chunks it makes; validate is last, so its share never runs ahead.
  const fraction =
    run.state === 'published'
      ? 1
      : total
        ? Math.min(1, done.reduce((sum, chunks) => sum + chunks, 0) / (total * stages.length))
        : 0
  return { fraction, text: stages.map((stage, index) => `${stage} ${done[index]}/${total ?? '?'}`).join('  ') }
}
