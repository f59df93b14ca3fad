import { computed, signal } from '@preact/signals'
import { createClient } from '@syndicate/client'
import { base } from './base.ts'

export { isClientError } from './is-client-error.ts'

/** The one client of this page: its session, its socket. */
export const client = createClient({ url: location.origin + base })

const waits = signal<{ reason: string; until: number } | null>(null)
const now = signal(Date.now())
let ticking: ReturnType<typeof setInterval> | undefined

/** Why requests wait for their turn, and for how many seconds yet; null when none does. */
export const waiting = computed(() => {
  const seconds = waits.value ? Math.ceil((waits.value.until - now.value) / 1000) : 0
  return waits.value && seconds > 0 ? { reason: waits.value.reason, seconds } : null
})

client.onWaiting(({ status, retryAfterSeconds = 0 }) => {
  now.value = Date.now()
  const until = Math.max(now.value + retryAfterSeconds * 1000, waits.value?.until ?? 0)
  waits.value = { reason: status === 429 ? 'Too many requests' : 'The server is busy', until }
  ticking ??= setInterval(tick, 250)
})

function tick(): void {
  now.value = Date.now()
  if (waiting.value) return
  clearInterval(ticking)
  ticking = undefined
}
