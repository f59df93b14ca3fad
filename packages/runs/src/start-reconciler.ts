import type { RunContext } from './context.ts'
import { reconcile } from './reconcile.ts'

const everyMs = 2_000
const options = { quietMs: 4_000, unclaimedPartsMs: 24 * 3600 * 1000 }

/** Reconciles again and again, one round after the other. @returns how to stop, resolving when the last round is over */
export function startReconciler(ctx: RunContext): () => Promise<void> {
  const stopping = new AbortController()
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      await reconcile(ctx, options).catch((error: unknown) => ctx.onError(error, 'reconciling'))
      await pause(everyMs, stopping.signal)
    }
  })()
  return () => {
    stopping.abort()
    return ended
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
