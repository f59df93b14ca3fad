import { setTimeout as delay } from 'node:timers/promises'
import type { TakenErasure } from '@syndicate/catalog'
import type { RunContext } from '../context.ts'
import { workOnErasure } from './work-on-erasure.ts'

const everyMs = 1_000

/**
 * Works on erasures that are due, one after another; several processes may.
 * @param onErased told of each that is over
 * @returns how to stop, resolving once what is under way is left to others
 */
export function startEraser(ctx: RunContext, onErased: (erasure: TakenErasure) => void): () => Promise<void> {
  const stopping = new AbortController()
  const { signal } = stopping
  const ended = (async () => {
    while (!signal.aborted) {
      const { worked, done } = await workOnErasure(ctx, signal).catch((error: unknown) => {
        if (!signal.aborted) ctx.onError(error, 'erasing')
        return { worked: false, done: null }
      })
      if (done) onErased(done)
      if (!worked || !done) await delay(everyMs, undefined, { signal }).catch(() => {})
    }
  })()
  return () => {
    stopping.abort()
    return ended
  }
}
