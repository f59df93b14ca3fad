import { ProblemError } from '@syndicate/contracts'
import type { Principal, SessionPrincipal } from '@syndicate/identity'

/** The request's principal. @throws ProblemError not-authenticated where nobody was asked who they are */
export function principalOf(request: { principal: Principal | null }): Principal {
  if (!request.principal) throw new ProblemError('not-authenticated')
  return request.principal
}

/** The request's session. @throws ProblemError not-authenticated, forbidden for a key */
export function sessionOf(request: { principal: Principal | null }): SessionPrincipal {
  const principal = principalOf(request)
  if (principal.via !== 'session') throw new ProblemError('forbidden', 'This takes a session; a key is not enough')
  return principal
}
