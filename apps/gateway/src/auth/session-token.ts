import jwt from '@fastify/jwt'
import { ProblemError } from '@syndicate/contracts'
import type { App } from '../app-type.ts'
import { sessionCookie } from './cookies.ts'

/** What the cookie `gsession` says. The session itself, and its end, are in the catalog. */
export interface SessionClaims {
  sub: string
  sid: string
  exp: number
  auth_time: number
}

const party = 'syndicate'
const type = 'session+jwt'

/** Signs and reads the session token: HS256 only, and only tokens that this service issued for sessions. */
export async function sessionTokens(app: App, secret: string): Promise<void> {
  await app.register(jwt, {
    secret,
    cookie: { cookieName: sessionCookie, signed: false },
    sign: { algorithm: 'HS256', iss: party, aud: party, header: { alg: 'HS256', typ: type } },
    verify: {
      algorithms: ['HS256'],
      allowedIss: party,
      allowedAud: party,
      checkTyp: type,
      requiredClaims: ['exp', 'iss', 'aud', 'sub', 'sid', 'auth_time'],
      cache: false,
      onlyCookie: true,
    },
  })
}

/** @throws ProblemError not-authenticated for anything but a token of ours that is still good */
export function readSessionToken(app: App, token: string | undefined): SessionClaims {
  if (!token) throw new ProblemError('not-authenticated')
  try {
    return app.jwt.verify<SessionClaims>(token)
  } catch (cause) {
    throw new ProblemError('not-authenticated', undefined, { cause })
  }
}
