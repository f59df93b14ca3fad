import type { App } from '../app-type.ts'
import { sessionCookie } from './cookies.ts'
import { createTokens, type Tokens } from './tokens.ts'

/** What the cookie `gsession` says. The session itself, and its end, are in the catalog. */
export interface SessionClaims {
  sub: string
  sid: string
  exp: number
}

export type SessionTokens = Tokens<SessionClaims>

export function createSessionTokens(app: App, secrets: readonly [string, ...string[]]): SessionTokens {
  return createTokens<SessionClaims>(
    app,
    { name: 'session', cookieName: sessionCookie, claims: ['sub', 'sid'] },
    secrets,
  )
}
