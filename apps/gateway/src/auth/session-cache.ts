import type { Catalog, Session } from '@syndicate/catalog'

/** How long a revocation may stay unheard when its signal is lost. */
const trustedMs = 5_000
const maxEntries = 10_000

export type SessionCache = ReturnType<typeof createSessionCache>

/** The catalog's sessions, remembered for a few seconds. Simultaneous askers share one query. */
export function createSessionCache(sessions: Pick<Catalog['sessions'], 'find'>, now: () => number = Date.now) {
  const entries = new Map<string, { session: Promise<Session | null>; at: number }>()

  return {
    /** Null when the session is unknown, revoked or over. */
    async find(sid: string): Promise<Session | null> {
      let entry = entries.get(sid)
      if (!entry || now() - entry.at > trustedMs) {
        entry = { session: sessions.find(sid), at: now() }
        remember(sid, entry)
        entry.session.catch(() => entries.delete(sid))
      }
      const session = await entry.session
      return session && session.expiresAt.getTime() > now() ? session : null
    },

    forget(sid: string): void {
      entries.delete(sid)
    },
  }

  function remember(sid: string, entry: { session: Promise<Session | null>; at: number }): void {
    entries.delete(sid)
    entries.set(sid, entry)
    if (entries.size > maxEntries) entries.delete(entries.keys().next().value!)
  }
}
