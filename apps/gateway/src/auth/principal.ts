import { ProblemError, type Role } from '@syndicate/contracts'

/** Who a request or a socket acts for. */
export interface Principal {
  userId: string
  username: string
  role: Role
  sid: string
  expiresAt: Date
  /** When the password was last shown, in seconds since 1970. */
  authTime: number
}

const rank: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 }

export function roleReaches(role: Role, least: Role): boolean {
  return rank[role] >= rank[least]
}

/** The request's principal. @throws ProblemError not-authenticated outside the authenticated scope */
export function principalOf(request: { principal: Principal | null }): Principal {
  if (!request.principal) throw new ProblemError('not-authenticated')
  return request.principal
}
