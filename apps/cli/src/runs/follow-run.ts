import type { RunHandle, StreamItem } from '@syndicate/client'
import type { Run } from '@syndicate/contracts'
import type { Progress } from '../output/progress.ts'
import { afterItem, progressOf, stageCounts } from './stage-counts.ts'

/** How often the run itself is looked at while events come: they do not tell how many chunks there are. */
const lookEveryMs = 2_000

interface FollowOptions {
  progress: Progress
  signal: AbortSignal
  /** Gets each event as it comes. */
  onItem?: (item: StreamItem) => void
}

/** Shows how a run gets on until it has ended. @returns it in its final state */
export async function followRun(run: RunHandle, { progress, signal, onItem }: FollowOptions): Promise<Run> {
  const over = new AbortController()
  const until = AbortSignal.any([signal, over.signal])
  const news = follow()
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

  /** Never fails: the end is known without it. */
  async function follow(): Promise<void> {
    try {
      let counts = stageCounts(await run.get({ signal: until }))
      let lookedAt = Date.now()
      const show = () => {
        const { fraction, text } = progressOf(counts)
        progress.show('stages', fraction, text)
      }
      show()
      for await (const item of run.events({ signal: until })) {
        onItem?.(item)
        counts = afterItem(counts, item)
        if (item.type === 'gap' || Date.now() - lookedAt > lookEveryMs || counts.chunks === null) {
          if (Date.now() - lookedAt > lookEveryMs / 4) {
            counts = stageCounts(await run.get({ signal: until }))
            lookedAt = Date.now()
          }
        }
        show()
      }
    } catch {
      return
    }
  }
}
