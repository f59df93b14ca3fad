import { randomBytes } from 'node:crypto'
import type { Catalog, Session } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'
import type { SessionPrincipal } from '../access/principal.ts'
import type { CredentialCache } from '../credentials/credential-cache.ts'
import type { Revocation } from '../credentials/revocation.ts'
import type { SessionClaims } from './session-claims.ts'

export interface SessionKeeperDeps {
  sessions: Catalog['sessions']
  cache: Pick<CredentialCache<Session>, 'forget'>
  revocation: Revocation
  settings: { sessionSeconds: number; longestSessionSeconds: number; maxSessions: number }
}

/** Where somebody signs in from, as far as they say. */
export interface Origin {
  address: string
  userAgent: string | undefined
}

export type SessionKeeper = ReturnType<typeof createSessionKeeper>

/** Opens, renews and ends sessions. */
export function createSessionKeeper({ sessions, cache, revocation, settings }: SessionKeeperDeps) {
  return {
    /**
     * A new session for whoever just showed the password of that version, or was vouched for by a provider.
     * @param idToken what the provider said of them
     * @throws ProblemError wrong-credentials when user or password changed meanwhile
     */
    async open(
      user: { id: string; passwordVersion: number },
      origin: Origin,
      idToken: string | null = null,
    ): Promise<SessionClaims> {
      const sid = randomBytes(16).toString('base64url')
      const exp = nowSeconds() + settings.sessionSeconds
      const surplus = await sessions.create({
        sid,
        userId: user.id,
        passwordVersion: user.passwordVersion,
        expiresAt: new Date(exp * 1000),
        most: settings.maxSessions,
        // As much as is worth remembering.
        address: origin.address.slice(0, 64),
        userAgent: origin.userAgent?.slice(0, 200) ?? null,
        idToken,
      })
      if (!surplus) throw new ProblemError('wrong-credentials')
      void revocation.announce(surplus)
      return { sub: user.id, sid, exp }
    },

    /** Prolongs a session that is past half its life, to its longest at most. */
    async refresh({ sid, userId, createdAt, expiresAt }: SessionPrincipal): Promise<SessionClaims> {
      let exp = Math.floor(expiresAt.getTime() / 1000)
      if (exp - nowSeconds() < settings.sessionSeconds / 2) {
        const last = Math.floor(createdAt.getTime() / 1000) + settings.longestSessionSeconds
        exp = Math.max(exp, Math.min(nowSeconds() + settings.sessionSeconds, last))
        await sessions.renew(sid, new Date(exp * 1000))
        cache.forget(sid)
      }
      return { sub: userId, sid, exp }
    },

    /** Revokes for good, everywhere. */
    async end(sid: string): Promise<void> {
      await sessions.revoke(sid)
      await revocation.announce([sid])
    },

    /** Ends every session of a user. */
    async endAll(userId: string): Promise<void> {
      await revocation.announce(await sessions.revokeAll(userId))
    },
  }
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
