import type { Run, Stage } from '@syndicate/contracts'
import type { StreamItem } from '@syndicate/client'
import { stages } from '@syndicate/contracts/words'

/** How far a run is, from what it says itself and from events since. */
export interface StageCounts {
  state: Run['state']
  /** null until the input is cut. */
  chunks: number | null
  done: Record<Stage, number>
}

/** Counts of a run as the server knows them. */
export function stageCounts({ state, chunks, stages: progress }: Run): StageCounts {
  const done = Object.fromEntries(stages.map((stage) => [stage, progress[stage].chunks])) as StageCounts['done']
  return { state, chunks, done }
}

/** Counts after an event. They may run ahead by what is counted already; the next look at the run puts them right. */
export function afterItem(counts: StageCounts, item: StreamItem): StageCounts {
  if (item.type === 'gap') return counts
  const { data } = item.event
  if (data.kind === 'run.state') return { ...counts, state: data.state }
  if (data.kind !== 'run.progress') return counts
  const most = counts.chunks ?? Number.POSITIVE_INFINITY
  const done = { ...counts.done, [data.stage]: Math.min(most, counts.done[data.stage] + 1) }
  return { ...counts, done }
}

/** What a bar shows of it. */
export function progressOf({ state, chunks, done }: StageCounts): { fraction: number | undefined; text: string } {
  const counts = stages.map((stage) => `${stage} ${done[stage]}`).join(' · ')
  const text = chunks === null ? counts : `${counts} of ${chunks}`
  if (!chunks) return { fraction: undefined, text: state === 'accepted' ? 'accepted' : text }
  const all = stages.reduce((sum, stage) => sum + done[stage], 0)
  return { fraction: Math.min(1, all / (chunks * stages.length)), text }
}
