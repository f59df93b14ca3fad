import { setTimeout as delay } from 'node:timers/promises'
import type { RunContext } from './context.ts'
import { createReconcile } from './reconcile.ts'

const everyMs = 1_000
const options = { quietMs: 4_000 }

/** Reconciles again and again, one round after the other. @returns how to stop, resolving when the last round is over */
export function startReconciler(ctx: RunContext): () => Promise<void> {
  const stopping = new AbortController()
  const reconcile = createReconcile(ctx)
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      await reconcile(options).catch((error: unknown) => ctx.onError(error, 'reconciling'))
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return () => {
    stopping.abort()
    return ended
  }
}
