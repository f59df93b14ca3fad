import type { Client, StreamItem } from '@syndicate/client'
import type { Run } from '@syndicate/contracts'
import { finalStates } from '@syndicate/contracts/words'
import type { Progress } from '../output/progress.ts'
import { afterItem, progressOf, stageCounts } from './stage-counts.ts'

// How often at most the run itself is looked at while events come: they do not tell how many chunks there are, and some
// of what they tell may be counted already.
const soonMs = 2_000
const laterMs = 15_000

interface FollowOptions {
  progress: Progress
  signal: AbortSignal
  /** Gets each event as it comes. */
  onItem?: (item: StreamItem) => void
}

/** Shows how a run gets on until it has ended. @param named its id, or how that begins @returns it in its final state */
export async function followRun(
  client: Client,
  named: string,
  { progress, signal, onItem }: FollowOptions,
): Promise<Run> {
  // First of all, so that a run that is none is told at once. Topics take whole ids.
  let run = await client.run(named).get({ signal })
  const handle = client.run(run.runId)
  try {
    // Whoever wants the events has those of a run that is over, too.
    if (onItem || !hasEnded(run)) await follow()
    // After its last event a run is known to have ended; the server may be away at that moment.
    return hasEnded(run) ? run : await handle.get({ signal }).catch(() => handle.ended({ signal }))
  } finally {
    progress.end()
  }

  async function follow(): Promise<void> {
    let counts = stageCounts(run)
    let lookedAt = Date.now()
    show()
    for await (const item of handle.events({ signal })) {
      onItem?.(item)
      counts = afterItem(counts, item)
      const inTheDark = item.type === 'gap' || counts.chunks === null
      if (Date.now() - lookedAt > (inTheDark ? soonMs : laterMs)) {
        run = await handle.get({ signal }).catch(() => run)
        counts = stageCounts(run)
        lookedAt = Date.now()
      }
      show()
    }

    function show(): void {
      const { fraction, text } = progressOf(counts)
      progress.show('stages', fraction, text)
    }
  }
}

function hasEnded({ state }: Run): boolean {
  return (finalStates as readonly string[]).includes(state)
}
