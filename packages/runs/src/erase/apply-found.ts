import { setTimeout as delay } from 'node:timers/promises'
import type { ReplacedSegment } from '@syndicate/catalog'
import { isPassing } from '../faults/is-passing.ts'
import type { Search } from './find-in-run.ts'

/** How often it is said that a thread is still at it. */
const aliveMs = 5_000

/**
 * Takes what was found from every version, and from the dataset's index of keys. The index is made anew beside the one in use; where that is
 * merged meanwhile, once more while none of its runs is settled.
 * @returns whether it is done: false when others are at it
 */
export async function applyFound(search: Search): Promise<boolean> {
  const { ctx, erasure } = search
  if (await tryToApply(search)) return true
  return ctx.catalog.keys
    .alone(erasure.dataset, (signal) => tryToApply({ ...search, signal }), search.signal)
    .catch((error: unknown) => {
      search.signal.throwIfAborted()
      if (isPassing(error)) return false
      throw error
    })
}

async function tryToApply(search: Search): Promise<boolean> {
  const { ctx, erasure } = search
  const replaced = await replacedSegments(search)
  if (!replaced) return false
  try {
    const isDone = await ctx.catalog.erasures.apply(erasure, replaced)
    if (isDone) await ctx.catalog.erasures.forgetReplaced(replaced)
    return isDone
  } catch (error) {
    await ctx.catalog.erasures.forgo(replaced).catch(() => {})
    throw error
  }
}

async function replacedSegments(search: Search): Promise<ReplacedSegment[] | null> {
  const { ctx, erasure } = search
  if (erasure.dryRun || (await ctx.catalog.keys.segments.of(erasure.dataset)).length === 0) return []
  const { result } = await whileAlive(search, (signal) => ctx.executor.forgetKeys({ erasure }, signal))
  return result
}

async function whileAlive<T>({ signal, alive }: Search, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController()
  try {
    const working = work(AbortSignal.any([signal, over.signal])).then((value) => ({ value }))
    for (;;) {
      const done = await Promise.race([working, delay(aliveMs, null, { signal: over.signal })])
      if (done) return done.value
      await alive()
    }
  } finally {
    over.abort()
  }
}
