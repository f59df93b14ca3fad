import { ProblemError } from '@syndicate/contracts'
import { deviceSeconds, knownDevice, rememberDevice, type DeviceClaims, type Secrets } from '@syndicate/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import { deviceCookie, setDeviceCookie, type CookieScope } from './cookies.ts'
import { createTokens } from './tokens.ts'

/** Remembers, by a cookie, where somebody signed in to an account before. */
export function createKnownDevices(app: App, secrets: Secrets, scope: CookieScope) {
  const kind = { name: 'device', cookieName: deviceCookie, claims: ['sub', 'did'] } as const
  const tokens = createTokens<DeviceClaims>(app, kind, secrets)

  function claimsOf(request: FastifyRequest): Promise<DeviceClaims | null> {
    return tokens.read(request).catch((error: unknown) => {
      if (error instanceof ProblemError) return null
      throw error
    })
  }

  /** The device's id, or null for one that this account does not know. */
  async function idOf(request: FastifyRequest, username: string): Promise<string | null> {
    return knownDevice(await claimsOf(request), username)
  }

  return {
    idOf,
    /** The account that knows the device a request comes from, or null. */
    accountOf: async (request: FastifyRequest): Promise<string | null> => (await claimsOf(request))?.sub ?? null,
    /** Called after signing in. */
    async remember(reply: FastifyReply, username: string): Promise<void> {
      const claims = rememberDevice(await idOf(reply.request, username), username)
      setDeviceCookie(reply, tokens.sign(claims), deviceSeconds, scope)
    },
  }
}
