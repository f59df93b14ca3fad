import type { Secrets, SessionClaims } from '@syndicate/identity'
import type { App } from '../app-type.ts'
import { sessionCookie } from './cookies.ts'
import { createTokens, type Tokens } from './tokens.ts'

export type SessionTokens = Tokens<SessionClaims>

/** What the cookie `gsession` holds. */
export function createSessionTokens(app: App, secrets: Secrets): SessionTokens {
  return createTokens(app, { name: 'session', cookieName: sessionCookie, claims: ['sub', 'sid'] }, secrets)
}
