import type { OidcSettings } from '@syndicate/config'
import { ProblemError } from '@syndicate/contracts'
import { createProvider, type Flow, type Secrets } from '@syndicate/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import { clearFlowCookie, flowCookie, setFlowCookie } from '../cookies/cookies.ts'
import { createTokens } from '../cookies/tokens.ts'

/** So long somebody may take at the provider. */
const flowSeconds = 600

/** What a browser keeps while somebody is at the provider. */
interface FlowClaims extends Flow {
  returnTo: string
  /** Of the session that was there before, if any: it ends with the new one, whose cookie alone comes back from another site. */
  former: string | null
  exp: number
}

export type Oidc = ReturnType<typeof createOidc>

/** Binds the provider to requests, and what was begun there to the browser that did. */
export function createOidc(app: App, settings: OidcSettings, secrets: Secrets, secure: boolean) {
  const { publicUrl, nameClaim, roleClaim, allowedDomains } = settings
  const start = `${publicUrl}/api/auth/oidc`
  const path = new URL(start).pathname
  const provider = createProvider({
    ...settings,
    redirectUri: `${start}/callback`,
    needs: [
      nameClaim,
      ...(roleClaim === undefined ? [] : [roleClaim]),
      ...(allowedDomains.length === 0 ? [] : ['email', 'email_verified']),
    ],
  })
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
      setFlowCookie(reply, tokens.sign({ ...begun, exp }), { path, maxAgeSeconds: flowSeconds, secure })
    },

    /** Takes from the browser what it began: it may show it once. */
    forget(reply: FastifyReply): void {
      clearFlowCookie(reply, { path, secure })
    },

    /** What this browser began. @throws ProblemError sign-in-failed */
    async read(request: FastifyRequest): Promise<FlowClaims> {
      return tokens.read(request).catch((cause: unknown) => {
        if (!(cause instanceof ProblemError)) throw cause
        throw new ProblemError(
          'sign-in-failed',
          'It took more than ten minutes, or began in another browser. Try again',
          {
            cause: new Error('no sign-in was begun in this browser'),
          },
        )
      })
    },
  }
}

/** @throws ProblemError route-not-found where no provider is set up */
export function oidcOf({ oidc }: { oidc: Oidc | null }): Oidc {
  if (!oidc) throw new ProblemError('route-not-found', 'No provider of OpenID Connect is set up here')
  return oidc
}
