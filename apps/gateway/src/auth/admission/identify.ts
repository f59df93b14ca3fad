import type { Authenticator, Principal } from '@syndicate/identity'
import type { FastifyRequest } from 'fastify'
import { bearerOf } from './bearer-of.ts'
import type { SessionTokens } from '../cookies/tokens.ts'

/** @throws ProblemError not-authenticated, invalid-key, too-many-requests */
export type Identify = (request: FastifyRequest) => Promise<Principal>

/** Finds out who a request comes from. A key that is shown counts, whatever cookie comes with it. */
export function createIdentify(authenticator: Authenticator, tokens: SessionTokens): Identify {
  return async (request) => {
    const key = bearerOf(request)
    if (key !== undefined) return authenticator.byKey(key, request.ip)
    return authenticator.bySession(await tokens.read(request))
  }
}
