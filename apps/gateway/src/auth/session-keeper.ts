import { randomBytes } from 'node:crypto'
import type { Broker } from '@syndicate/broker'
import type { Catalog } from '@syndicate/catalog'
import type { FastifyBaseLogger, FastifyReply } from 'fastify'
import { clearSessionCookies, csrfCookie, setSessionCookies } from './cookies.ts'
import type { Csrf } from './csrf.ts'
import type { Principal } from './principal.ts'
import type { SessionCache } from './session-cache.ts'
import type { SessionClaims } from './session-token.ts'

/** However often it is renewed, a session ends this long after the password was shown. */
const longestSeconds = 12 * 3600

export interface SessionKeeperDeps {
  sessions: Catalog['sessions']
  signals: Broker['signals']
  cache: SessionCache
  csrf: Csrf
  sign: (claims: SessionClaims) => string
  log: FastifyBaseLogger
  settings: { sessionSeconds: number; cookieSecure: boolean }
}

export type SessionKeeper = ReturnType<typeof createSessionKeeper>

/** Opens, renews and ends sessions. */
export function createSessionKeeper({ sessions, signals, cache, csrf, sign, log, settings }: SessionKeeperDeps) {
  /** A token that still holds is kept, so that a second tab does not spoil the first one's. */
  function giveCookies(reply: FastifyReply, claims: SessionClaims): string {
    const present = reply.request.cookies[csrfCookie]
    const token = present !== undefined && csrf.verify(present, claims.sid) ? present : csrf.issue(claims.sid)
    const maxAgeSeconds = claims.exp - nowSeconds()
    setSessionCookies(reply, { token: sign(claims), csrf: token, maxAgeSeconds }, settings.cookieSecure)
    return token
  }

  return {
    /** @returns the CSRF token of the new session */
    async open(reply: FastifyReply, userId: string): Promise<string> {
      const sid = randomBytes(16).toString('base64url')
      const authTime = nowSeconds()
      const exp = authTime + settings.sessionSeconds
      await sessions.create({ sid, userId, expiresAt: new Date(exp * 1000) })
      return giveCookies(reply, { sub: userId, sid, exp, auth_time: authTime })
    },

    /** Prolongs a session that is past half its life, and gives a CSRF token that holds for it. */
    async refresh(reply: FastifyReply, principal: Principal): Promise<{ csrf: string; expiresAt: Date }> {
      const { sid, userId, authTime } = principal
      let exp = Math.floor(principal.expiresAt.getTime() / 1000)
      if (exp - nowSeconds() < settings.sessionSeconds / 2) {
        exp = Math.max(exp, Math.min(nowSeconds() + settings.sessionSeconds, authTime + longestSeconds))
        await sessions.renew(sid, new Date(exp * 1000))
        cache.forget(sid)
      }
      return {
        csrf: giveCookies(reply, { sub: userId, sid, exp, auth_time: authTime }),
        expiresAt: new Date(exp * 1000),
      }
    },

    /** Revokes for good; the signal tells every gateway at once, and without it they see it within seconds. */
    async end(reply: FastifyReply, sid: string): Promise<void> {
      await sessions.revoke(sid)
      cache.forget(sid)
      clearSessionCookies(reply, settings.cookieSecure)
      await signals.send('session.revoked', sid).catch((err: unknown) => log.warn({ err }, 'revocation not signalled'))
    },
  }
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}
