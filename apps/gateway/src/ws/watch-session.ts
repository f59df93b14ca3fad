import type { Principal } from '../auth/principal.ts'
import type { SessionCache } from '../auth/session-cache.ts'

/** Sessions are looked at again this often, in case the signal of a revocation was lost. */
const lookEveryMs = 30_000

export interface WatchSessionDeps {
  sessions: Pick<SessionCache, 'find'>
  principal: Pick<Principal, 'sid' | 'expiresAt'>
  onEnd: () => void
  onError: (error: unknown) => void
  now?: () => number
}

/** Tells when a session is over; one that is renewed meanwhile goes on. @returns how to stop */
export function watchSession({ sessions, principal, onEnd, onError, now = Date.now }: WatchSessionDeps): () => void {
  let timer = setTimeout(look, delayUntil(principal.expiresAt))
  let stopped = false

  function delayUntil(expiresAt: Date): number {
    return Math.max(0, Math.min(lookEveryMs, expiresAt.getTime() - now()))
  }

  function look(): void {
    sessions.find(principal.sid).then(
      (session) => {
        if (!session) onEnd()
        else if (!stopped) timer = setTimeout(look, delayUntil(session.expiresAt))
      },
      (error: unknown) => {
        onError(error)
        if (!stopped) timer = setTimeout(look, lookEveryMs)
      },
    )
  }

  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
