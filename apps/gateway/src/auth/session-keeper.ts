import { randomBytes } from 'node:crypto'
import type { Catalog, Session } from '@syndicate/catalog'
import { ProblemError } from '@syndicate/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { clearSessionCookies, csrfCookie, setSessionCookies } from './cookies.ts'
import type { CredentialCache } from './credential-cache.ts'
import type { Csrf } from './csrf.ts'
import type { SessionPrincipal } from './principal.ts'
import type { Revocation } from './revocation.ts'
import type { SessionClaims, SessionTokens } from './session-token.ts'

export interface SessionKeeperDeps {
  sessions: Catalog['sessions']
  cache: Pick<CredentialCache<Session>, 'forget'>
  revocation: Revocation
  csrf: Csrf
  tokens: SessionTokens
  settings: { sessionSeconds: number; longestSessionSeconds: number; maxSessions: number; cookieSecure: boolean }
}

export type SessionKeeper = ReturnType<typeof createSessionKeeper>

/** Opens, renews and ends sessions. */
export function createSessionKeeper({ sessions, cache, revocation, csrf, tokens, settings }: SessionKeeperDeps) {
  /** A token that still holds is kept, so that a second tab does not spoil the first one's. */
  function giveCookies(reply: FastifyReply, claims: SessionClaims): string {
    const present = reply.request.cookies[csrfCookie]
    const token = present !== undefined && csrf.verify(present, claims.sid) ? present : csrf.issue(claims.sid)
    const maxAgeSeconds = claims.exp - nowSeconds()
    setSessionCookies(reply, { token: tokens.sign(claims), csrf: token, maxAgeSeconds }, settings.cookieSecure)
    return token
  }

  return {
    /**
     * A new session for whoever just showed the password of that version.
     * @returns its CSRF token
     * @throws ProblemError wrong-credentials when user or password changed meanwhile
     */
    async open(reply: FastifyReply, user: { id: string; passwordVersion: number }): Promise<string> {
      const sid = randomBytes(16).toString('base64url')
      const exp = nowSeconds() + settings.sessionSeconds
      const surplus = await sessions.create({
        sid,
        userId: user.id,
        passwordVersion: user.passwordVersion,
        expiresAt: new Date(exp * 1000),
        most: settings.maxSessions,
        ...originOf(reply.request),
      })
      if (!surplus) throw new ProblemError('wrong-credentials')
      void revocation.announce(surplus)
      return giveCookies(reply, { sub: user.id, sid, exp })
    },

    /** Prolongs a session that is past half its life, to its longest at most, and gives a CSRF token that holds for it. */
    async refresh(reply: FastifyReply, principal: SessionPrincipal): Promise<{ csrf: string; expiresAt: Date }> {
      const { sid, userId, createdAt } = principal
      let exp = Math.floor(principal.expiresAt.getTime() / 1000)
      if (exp - nowSeconds() < settings.sessionSeconds / 2) {
        const last = Math.floor(createdAt.getTime() / 1000) + settings.longestSessionSeconds
        exp = Math.max(exp, Math.min(nowSeconds() + settings.sessionSeconds, last))
        await sessions.renew(sid, new Date(exp * 1000))
        cache.forget(sid)
      }
      return { csrf: giveCookies(reply, { sub: userId, sid, exp }), expiresAt: new Date(exp * 1000) }
    },

    /** Revokes for good, everywhere. */
    async end(reply: FastifyReply, sid: string): Promise<void> {
      await sessions.revoke(sid)
      clearSessionCookies(reply, settings.cookieSecure)
      await revocation.announce([sid])
    },

    /** Ends every session of a user. */
    async endAll(reply: FastifyReply, userId: string): Promise<void> {
      const ended = await sessions.revokeAll(userId)
      clearSessionCookies(reply, settings.cookieSecure)
      await revocation.announce(ended)
    },
  }
}

/** Where a request comes from, as far as it is worth remembering. */
function originOf(request: FastifyRequest): { address: string; userAgent: string | null } {
  return { address: request.ip.slice(0, 64), userAgent: request.headers['user-agent']?.slice(0, 200) ?? null }
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
