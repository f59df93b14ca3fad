import jwt from '@fastify/jwt'
import { ProblemError } from '@syndicate/contracts'
import { createKeyring, type Secrets, type SessionClaims } from '@syndicate/identity'
import type { FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import { sessionCookie } from './cookies.ts'

const party = 'syndicate'
const algorithm = 'HS256'

declare module '@fastify/jwt' {
  interface FastifyJWT {
    namespaces: 'session' | 'device' | 'flow'
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    sessionJwtVerify: FastifyRequest['jwtVerify']
    deviceJwtVerify: FastifyRequest['jwtVerify']
    flowJwtVerify: FastifyRequest['jwtVerify']
  }
}

export interface TokenKind<Claims> {
  /** Its namespace of `app.jwt`, and what `typ` begins with, so that no token passes for one of another kind. */
  name: 'session' | 'device' | 'flow'
  /** Where requests bring it. */
  cookieName: string
  claims: readonly (keyof Claims & string)[]
}

export interface Tokens<Claims> {
  sign(claims: Claims): string
  /**
   * What the token in a request's cookie says.
   * @throws ProblemError not-authenticated for anything but a token of ours, of this kind, that is still good
   */
  read(request: FastifyRequest): Promise<Claims>
}

/**
 * Signs and reads the tokens of one kind: HS256 alone, and nothing but what a token says of itself by its `kid` is
 * believed before its signature is.
 */
export function createTokens<Claims extends { exp: number }>(
  app: App,
  { name, cookieName, claims }: TokenKind<Claims>,
  secrets: Secrets,
): Tokens<Claims> {
  const keyring = createKeyring(secrets)
  const { kid, secret } = keyring.signing
  const type = `${name}+jwt`

  async function secretOf(_request: FastifyRequest, token: { kid?: unknown } | { header: { kid?: unknown } }) {
    const named = keyring.find('header' in token ? token.header.kid : token.kid)
    if (named === undefined) throw new ProblemError('not-authenticated')
    return named
  }

  void app.register(jwt, {
    namespace: name,
    cookie: { cookieName, signed: false },
    secret: { private: secret, public: secretOf },
    decode: { complete: true },
    sign: { algorithm, kid, iss: party, aud: party, header: { alg: algorithm, typ: type } },
    verify: {
      onlyCookie: true,
      algorithms: [algorithm],
      allowedIss: party,
      allowedAud: party,
      checkTyp: type,
      requiredClaims: ['iss', 'aud', 'iat', 'exp', ...claims],
      cache: false,
    },
  })

  return {
    sign: (content) => app.jwt[name].sign(content),
    async read(request) {
      try {
        return await request[`${name}JwtVerify`]<Claims>()
      } catch (cause) {
        throw new ProblemError('not-authenticated', undefined, { cause })
      }
    },
  }
}

export type SessionTokens = Tokens<SessionClaims>

/** What the cookie `gsession` holds. */
export function createSessionTokens(app: App, secrets: Secrets): SessionTokens {
  return createTokens(app, { name: 'session', cookieName: sessionCookie, claims: ['sub', 'sid'] }, secrets)
}
