import { createTokens, type Tokens } from './tokens.ts'

/** What the cookie `gsession` says. The session itself, and its end, are in the catalog. */
export interface SessionClaims {
  sub: string
  sid: string
  exp: number
}

export type SessionTokens = Tokens<SessionClaims>

export function createSessionTokens(secrets: readonly [string, ...string[]]): SessionTokens {
  return createTokens<SessionClaims>('session+jwt', secrets, ['sub', 'sid'])
}
