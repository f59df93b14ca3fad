import { setTimeout as delay } from 'node:timers/promises'
import { collect, type Retention } from './collect.ts'
import type { RunContext } from '../context.ts'

const everyMs = 10_000
const budgetMs = 20_000

export interface CollectorOptions {
  retention: Retention
  /** Told after a round that reclaimed anything: how much, by kind. */
  onReclaimed: (counts: Record<string, number>) => void
}

/** Collects every few seconds, which takes some milliseconds when there is nothing to do. @returns how to stop, resolving when the last batch is over */
export function startCollector(ctx: RunContext, { retention, onReclaimed }: CollectorOptions): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const ended = (async () => {
    while (!signal.aborted) {
      const counts = await collect(ctx, { retention, budgetMs, signal }).catch((error: unknown) => {
        ctx.onError(error, 'collecting')
        return {}
      })
      if (Object.keys(counts).length > 0) onReclaimed(counts)
      await delay(everyMs, undefined, { signal }).catch(() => {})
    }
  })()
  return () => {
    stopping.abort()
    return ended
  }
}
