import { quietTimer } from './runtime.ts'

/** Calls once when nothing was heard for two heartbeats and a little for the way. */
export function watchHeartbeat(onSilence: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let patienceMs = 10_000
  const heard = (everyMs?: number): void => {
    if (everyMs) patienceMs = everyMs * 2.2
    clearTimeout(timer)
    timer = quietTimer(onSilence, patienceMs)
  }
  heard()
  return { heard, stop: () => clearTimeout(timer) }
}
