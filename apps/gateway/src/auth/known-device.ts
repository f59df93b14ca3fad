import { randomBytes } from 'node:crypto'
import { ProblemError } from '@syndicate/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app-type.ts'
import { deviceCookie, setDeviceCookie } from './cookies.ts'
import { createTokens } from './tokens.ts'

interface DeviceClaims {
  /** The name of the account that was signed in to. */
  sub: string
  did: string
  exp: number
}

const lifeSeconds = 180 * 86_400

export type KnownDevices = ReturnType<typeof createKnownDevices>

/**
 * Remembers, by a cookie, where somebody signed in to an account before. Wrong tries there are counted apart, so that
 * strangers who slow an account down do not keep its owner out.
 */
export function createKnownDevices(app: App, secrets: readonly [string, ...string[]], secure: boolean) {
  const tokens = createTokens<DeviceClaims>(
    app,
    { name: 'device', cookieName: deviceCookie, claims: ['sub', 'did'] },
    secrets,
  )

  /** The device's id, or null for one that this account does not know. */
  async function idOf(request: FastifyRequest, username: string): Promise<string | null> {
    try {
      const claims = await tokens.read(request)
      return claims.sub === username ? claims.did : null
    } catch (error) {
      if (error instanceof ProblemError) return null
      throw error
    }
  }

  return {
    idOf,
    /** Called after signing in. The device keeps its id, and what was counted for it. */
    async remember(reply: FastifyReply, username: string): Promise<void> {
      const did = (await idOf(reply.request, username)) ?? randomBytes(16).toString('base64url')
      const exp = Math.floor(Date.now() / 1000) + lifeSeconds
      setDeviceCookie(reply, tokens.sign({ sub: username, did, exp }), lifeSeconds, secure)
    },
  }
}
