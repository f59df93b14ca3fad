import type { Csrf, SessionClaims, SessionKeeper, SessionPrincipal } from '@syndicate/identity'
import type { FastifyReply } from 'fastify'
import { clearSessionCookies, csrfCookie, setSessionCookies, type CookieScope } from './cookies.ts'
import type { SessionTokens } from './tokens.ts'

export interface BrowserSessionsDeps {
  keeper: SessionKeeper
  csrf: Csrf
  tokens: SessionTokens
  scope: CookieScope
}

/** What the browser is told of a session, besides its cookies. */
interface GivenSession {
  csrf: string
  expiresAt: string
}

/** Opens, renews and ends sessions, and sets the cookies that browsers keep them by. */
export function createBrowserSessions({ keeper, csrf, tokens, scope }: BrowserSessionsDeps) {
  /** A CSRF token that still holds is kept, so that a second tab does not spoil the first one's. */
  function give(reply: FastifyReply, claims: SessionClaims): GivenSession {
    const present = reply.request.cookies[csrfCookie]
    const token = present !== undefined && csrf.verify(present, claims.sid) ? present : csrf.issue(claims.sid)
    const maxAgeSeconds = claims.exp - Math.floor(Date.now() / 1000)
    setSessionCookies(reply, { token: tokens.sign(claims), csrf: token, maxAgeSeconds }, scope)
    return { csrf: token, expiresAt: new Date(claims.exp * 1000).toISOString() }
  }

  return {
    /**
     * A new session for whoever just showed the password of that version.
     * @throws ProblemError wrong-credentials when user or password changed meanwhile
     */
    async open(reply: FastifyReply, user: { id: string; passwordVersion: number }): Promise<GivenSession> {
      const { ip, headers } = reply.request
      return give(reply, await keeper.open(user, { address: ip, userAgent: headers['user-agent'] }))
    },

    /** Prolongs a session that is past half its life, and gives a CSRF token that holds for it. */
    async refresh(reply: FastifyReply, principal: SessionPrincipal): Promise<GivenSession> {
      return give(reply, await keeper.refresh(principal))
    },

    /** Revokes for good, everywhere. */
    async end(reply: FastifyReply, sid: string): Promise<void> {
      await keeper.end(sid)
      clearSessionCookies(reply, scope)
    },

    /** Ends every session of a user. */
    async endAll(reply: FastifyReply, userId: string): Promise<void> {
      await keeper.endAll(userId)
      clearSessionCookies(reply, scope)
    },
  }
}
