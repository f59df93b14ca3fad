import { setTimeout as delay } from 'node:timers/promises'
import type { RunContext } from '../context.ts'
import { createReconcile } from './reconcile.ts'

const everyMs = 1_000
const quietMs = 4_000

/** Reconciles again and again, one round after the other. @returns how to stop, resolving when the last run begun is dealt with */
export function startReconciler(ctx: RunContext): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const reconcile = createReconcile(ctx)
  const ended = (async () => {
    while (!signal.aborted) {
      await reconcile({ quietMs, signal }).catch((error: unknown) => ctx.onError(error, 'reconciling'))
      await delay(everyMs, undefined, { signal }).catch(() => {})
    }
  })()
  return () => {
    stopping.abort()
    return ended
  }
}
