import type { RunHandle, StreamItem } from '@syndicate/client'
import type { Run } from '@syndicate/contracts'
import type { Progress } from '../output/progress.ts'
import { afterItem, progressOf, stageCounts, type StageCounts } from './stage-counts.ts'

// How often at most the run itself is looked at while events come: they do not tell how many chunks there are.
const soonMs = 500
const laterMs = 2_000

interface FollowOptions {
  progress: Progress
  signal: AbortSignal
  /** Gets each event as it comes. */
  onItem?: (item: StreamItem) => void
}

/** Shows how a run gets on until it has ended. @returns it in its final state */
export async function followRun(run: RunHandle, { progress, signal, onItem }: FollowOptions): Promise<Run> {
  // First of all, so that a run that is none is told at once.
  const begun = await run.get({ signal })
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const news = follow(stageCounts(begun)).catch(() => undefined)
  try {
    const ended = await run.ended({ signal })
    // The last events may still be on their way to who asked for them.
    if (onItem) await news
    return ended
  } finally {
    over.abort()
    await news
    progress.end()
  }

  /** May fail at any time: the end is known without it. */
  async function follow(known: StageCounts): Promise<void> {
    let counts = known
    let lookedAt = Date.now()
    show(counts)
    for await (const item of run.events({ signal: until })) {
      onItem?.(item)
      counts = afterItem(counts, item)
      const inTheDark = item.type === 'gap' || counts.chunks === null
      if (Date.now() - lookedAt > (inTheDark ? soonMs : laterMs)) {
        counts = await run.get({ signal: until }).then(stageCounts, () => counts)
        lookedAt = Date.now()
      }
      show(counts)
    }
  }

  function show(counts: StageCounts): void {
    const { fraction, text } = progressOf(counts)
    progress.show('stages', fraction, text)
  }
}
