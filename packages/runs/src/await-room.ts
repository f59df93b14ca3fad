import { setTimeout as delay } from 'node:timers/promises'
import type { RunRef } from '@syndicate/contracts'
import type { RunContext } from './context.ts'

/** How long to wait before asking again whether there is room for another chunk. */
const roomMs = 10
/** How often to ask whether the run is still there to be worked on. */
const askMs = 500

/**
 * Puts a slice into the chunk store, as soon as there is room for it. Waiting does not count as moving the run: when all
 * its room is held by chunks that nobody works on any more, the reconciler has to see it standing still.
 * @param onWait called before it waits; it may throw instead of waiting
 * @returns false when the run ended, or was started afresh, meanwhile
 */
export async function awaitRoom(
  ctx: RunContext,
  ref: RunRef,
  ordinal: number,
  slice: Uint8Array,
  signal: AbortSignal,
  onWait: () => void,
): Promise<boolean> {
  let asked = performance.now()
  const { flight } = ctx.broker
  while (!(await flight.admit(ref.run, ordinal, slice, ctx.limits.flight))) {
    onWait()
    do {
      if (performance.now() - asked > askMs) {
        asked = performance.now()
        if (!(await ctx.catalog.runs.isCurrent(ref.run, ref.epoch))) return false
      }
      await delay(roomMs, undefined, { signal })
    } while (!(await flight.hasRoom({ run: ref.run, ordinal, bytes: slice.byteLength }, ctx.limits.flight)))
  }
  return true
}
