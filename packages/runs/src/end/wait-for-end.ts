import { isFinal, ProblemError, type Run } from '@syndicate/contracts'
import { within } from '@syndicate/timing'
import type { RunContext } from '../context.ts'

/** Events may be lost, the catalog is asked again this often. */
const askAgainMs = 1_000

/**
 * The run at its end, or as it is when time is up. Throws run-not-found.
 * @param timeoutMs how long to wait at most
 */
export async function waitForEnd(ctx: RunContext, runId: string, timeoutMs: number): Promise<Run> {
  const deadline = performance.now() + timeoutMs
  let wake = () => {}
  const unsubscribe = await subscribe(ctx, runId, () => wake())
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined
      const left = deadline - performance.now()
      // Armed before the question, so that an end between question and wait is not missed.
      const woken = new Promise<void>((resolve) => {
        wake = resolve
        timer = setTimeout(resolve, Math.max(0, Math.min(left, askAgainMs)))
      })
      const run = await ctx.catalog.runs.get(runId)
      if (!run) throw new ProblemError('run-not-found', `There is no run ${runId}`)
      if (!isFinal(run.state) && left > 0) await woken
      clearTimeout(timer)
      if (isFinal(run.state) || left <= 0) return run
    }
  } finally {
    // Not waited for: without Redis that would take until it is back.
    void unsubscribe().catch(() => {})
  }
}

/** Without Redis there are no events, and asking again has to do. */
async function subscribe(ctx: RunContext, runId: string, onEnd: () => void): Promise<() => Promise<void>> {
  const live = ctx.broker.bus.subscribe(`runs.${runId}`, ({ data }) => {
    if (data.kind === 'run.state' && isFinal(data.state)) onEnd()
  })
  const unsubscribe = await within(askAgainMs, live, () => null).catch(() => null)
  return (
    unsubscribe ??
    (() =>
      live.then(
        (end) => end(),
        () => {},
      ))
  )
}
