import { setTimeout as sleep } from 'node:timers/promises'
import { isFinal, type Run } from '@syndicate/contracts'
import type { Api } from './create-api.ts'

const firstPauseMs = 150
const longestPauseMs = 2000

/**
 * Asks for the run until it is final. The pauses grow, to stay well below the limit of requests a minute.
 * @throws Error when it is not final within `withinMs`
 */
export async function followRun(api: Api, runId: string, show: (run: Run) => void, withinMs: number): Promise<Run> {
  const deadline = Date.now() + withinMs
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 1.15)) {
    const run = await api.run(runId)
    show(run)
    if (isFinal(run.state)) return run
    if (Date.now() > deadline)
      throw new Error(
        `Run ${runId} is still ${run.state} after ${withinMs / 1000} s. Its progress: ${JSON.stringify(run.stages)}`,
      )
    await sleep(pauseMs)
  }
}
