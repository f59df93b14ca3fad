import type { BusEvent, Run } from '@syndicate/contracts'
import { noneSeen, see, withProgress, withState, type SeenChunks, type StateEvent } from './run-progress.ts'

/** Runs remembered at most; the oldest are forgotten, for the next answer knows them. */
const mostRuns = 500

interface Heard {
  state?: { event: StateEvent; at: string }
  seen: SeenChunks
}

/**
 * What the events said of runs, kept apart from what the API answered: an answer that was on its way while something
 * happened is moved on all the same, whichever came first.
 */
export function createRunNews() {
  const heard = new Map<string, Heard>()

  function of(runId: string): Heard {
    const known = heard.get(runId) ?? { seen: noneSeen() }
    if (!heard.has(runId)) heard.set(runId, known)
    if (heard.size > mostRuns) heard.delete(heard.keys().next().value!)
    return known
  }

  return {
    /** @returns whether it was about a run */
    hear({ data, at }: BusEvent): boolean {
      if (data.kind === 'run.progress') see(of(data.runId).seen, data)
      else if (data.kind === 'run.state') of(data.runId).state = { event: data, at }
      else return false
      return true
    },

    runOf({ data }: BusEvent): string | undefined {
      return 'runId' in data ? data.runId : undefined
    },

    apply(run: Run): Run {
      const known = heard.get(run.runId)
      if (!known) return run
      const moved = known.state ? withState(run, known.state.event, known.state.at) : run
      return withProgress(moved, known.seen)
    },
  }
}
