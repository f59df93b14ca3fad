import type { OidcSettings } from '@syndicate/config'
import { ProblemError } from '@syndicate/contracts'
import { createProvider, type Flow, type Secrets } from '@syndicate/identity'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import { clearFlowCookie, flowCookie, flowCookieOf, flowCookiesOf, setFlowCookie } from '../cookies/cookies.ts'
import { createTokens } from '../cookies/tokens.ts'

/** So long somebody may take at the provider. */
const flowSeconds = 600
/** Sign-ins under way in one browser: with more of them their cookies would make a header too long to be read. */
const mostFlows = 4

/** What a browser keeps while somebody is at the provider. */
export interface FlowClaims extends Flow {
  returnTo: string
  /** Of the session that was there before, if any: it ends with the new one, whose cookie alone comes back from another site. */
  former: string | null
  exp: number
}

export type Oidc = ReturnType<typeof createOidc>

/** Binds the provider to requests, and what was begun there to the browser that did. */
export function createOidc(
  { app, log }: { app: App; log: FastifyBaseLogger },
  settings: OidcSettings,
  secrets: Secrets,
  secure: boolean,
) {
  const { publicUrl, nameClaim, roleClaim, allowedDomains } = settings
  const start = `${publicUrl}/api/auth/oidc`
  const path = new URL(start).pathname
  const needs = [
    nameClaim,
    ...(roleClaim === undefined ? [] : [roleClaim]),
    ...(allowedDomains.length === 0 ? [] : ['email', 'email_verified']),
  ]
  const provider = createProvider({ ...settings, redirectUri: `${start}/callback`, needs }, log)
  const tokens = createTokens<FlowClaims>(
    app,
    { name: 'flow', cookieName: flowCookie, claims: ['state', 'nonce', 'verifier', 'returnTo'] },
    secrets,
  )

  return {
    settings,
    /** Where browsers begin. */
    start,
    provider,

    /** Keeps what was begun in the browser, for ten minutes. */
    keep(reply: FastifyReply, begun: Omit<FlowClaims, 'exp'>): void {
      const exp = Math.floor(Date.now() / 1000) + flowSeconds
      const place = { path, maxAgeSeconds: flowSeconds, secure }
      for (const name of flowCookiesOf(reply.request).slice(0, 1 - mostFlows)) clearFlowCookie(reply, name, place)
      setFlowCookie(reply, flowCookieOf(begun.state), tokens.sign({ ...begun, exp }), place)
    },

    /** Takes from the browser what it began and now comes back with: it may show it once. */
    forget(reply: FastifyReply): void {
      const state = stateIn(reply.request)
      if (state !== null) clearFlowCookie(reply, flowCookieOf(state), { path, secure })
    },

    /** What this browser began. @throws ProblemError sign-in-failed */
    async read(request: FastifyRequest): Promise<FlowClaims> {
      // Tokens are read from a cookie of one name.
      request.cookies[flowCookie] = request.cookies[flowCookieOf(stateIn(request) ?? '')]
      return tokens.read(request).catch((cause: unknown) => {
        if (!(cause instanceof ProblemError)) throw cause
        const detail = 'It took more than ten minutes, or began in another browser. Try again'
        throw new ProblemError('sign-in-failed', detail, { cause: new Error('no sign-in was begun in this browser') })
      })
    },
  }
}

/** What somebody comes back with; whether it is what was begun is for the provider's protocol to say. */
function stateIn({ query }: FastifyRequest): string | null {
  const { state } = query as { state?: unknown }
  return typeof state === 'string' && /^[\w-]+$/.test(state) ? state : null
}

/** @throws ProblemError route-not-found where no provider is set up */
export function oidcOf({ oidc }: { oidc: Oidc | null }): Oidc {
  if (!oidc) throw new ProblemError('route-not-found', 'No provider of OpenID Connect is set up here')
  return oidc
}
