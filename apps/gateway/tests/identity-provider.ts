import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'

export const clientSecret = 'shared by the provider and the gateway alone'

/** What the provider says of somebody, besides who they are. */
export type Person = Record<string, unknown>

export interface IdentityProvider {
  issuer: string
  /** By subject; they sign in by it alone. */
  people: Record<string, Person>
  /** Takes the place of what the token endpoint answers: the claims of an ID token, signed as `kid` says. */
  forge: ((now: number) => { claims: object; header?: object; spoilt?: boolean }) | null
  /** How often a code was brought to it. */
  codesTaken: number
  /** Begins to answer; `publicUrl` is where it leads back to. */
  open(publicUrl: string): void
  [Symbol.asyncDispose](): Promise<void>
}

const scopes = {
  profile: ['preferred_username', 'name'],
  email: ['email', 'email_verified'],
  groups: ['groups', 'realm_access'],
}

/** A real provider of OpenID Connect on this machine. Who comes is asked for a subject and no more. @param host what it calls itself */
export async function startIdentityProvider(host = '127.0.0.1'): Promise<IdentityProvider> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'main', use: 'sig', alg: 'RS256' }
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => response.end()
  const server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`

  const idp: IdentityProvider = {
    issuer,
    people: {},
    forge: null,
    codesTaken: 0,
    open(publicUrl) {
      const provider = new Provider(issuer, configurationOf(idp, jwk, publicUrl))
      const real = provider.callback()
      answer = (request, response) => {
        const { pathname } = new URL(request.url!, issuer)
        if (pathname === '/token') idp.codesTaken += 1
        if (pathname === '/token' && idp.forge) return answerForged(idp.forge, privateKey, response)
        if (pathname.startsWith('/interaction/')) return void askWho(provider, request, response)
        void real(request, response)
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return idp
}

function configurationOf(idp: IdentityProvider, jwk: object, publicUrl: string): Configuration {
  const client = {
    redirect_uris: [`${publicUrl}/api/auth/oidc/callback`],
    post_logout_redirect_uris: [`${publicUrl}/`],
  }
  return {
    clients: [
      { ...client, client_id: 'syndicate', client_secret: clientSecret },
      { ...client, client_id: 'public', token_endpoint_auth_method: 'none' },
    ],
    jwks: { keys: [jwk as never] },
    cookies: { keys: ['of this provider alone'] },
    claims: { openid: ['sub'], ...scopes },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) =>
      idp.people[id] && { accountId: id, claims: async () => ({ sub: id, ...idp.people[id] }) },
    // Nobody is asked whether this service may know who they are.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! })
      grant.addOIDCScope(['openid', ...Object.keys(scopes)].join(' '))
      await grant.save()
      return grant
    },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 600, Grant: 600 },
  }
}

async function askWho(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html')
    response.end(
      '<title>Sign in</title><form method="post"><label>Who <input name="who"></label><button>Go</button></form>',
    )
    return
  }
  const body = Buffer.concat(await request.toArray()).toString()
  const accountId = new URLSearchParams(body).get('who') ?? ''
  const result = accountId === '' ? { error: 'access_denied' } : { login: { accountId } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

function answerForged(
  forge: NonNullable<IdentityProvider['forge']>,
  key: Parameters<typeof sign>[2],
  response: ServerResponse,
): void {
  const { claims, header, spoilt = false } = forge(Math.floor(Date.now() / 1000))
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'RS256', kid: 'main', ...header })}.${part(claims)}`
  const signature = sign('RSA-SHA256', Buffer.from(spoilt ? `${text}?` : text), key).toString('base64url')
  const tokens = { access_token: 'forged', token_type: 'Bearer', expires_in: 60, id_token: `${text}.${signature}` }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(tokens))
}
