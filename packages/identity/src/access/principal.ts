import type { Role, UserSource } from '@syndicate/contracts'

interface Caller {
  userId: string
  username: string
  /** At this moment; of a key, its owner's. */
  role: Role
  expiresAt: Date
}

/** Somebody signed in. */
export interface SessionPrincipal extends Caller {
  via: 'session'
  sid: string
  source: UserSource
  createdAt: Date
}

/** A program with a key. */
export interface KeyPrincipal extends Caller {
  via: 'key'
  keyId: string
  scopes: readonly string[]
}

/** Who a request or a socket acts for. */
export type Principal = SessionPrincipal | KeyPrincipal

/** What a principal is known by, and revoked by. */
export function credentialOf(principal: Principal): string {
  return principal.via === 'session' ? principal.sid : principal.keyId
}
