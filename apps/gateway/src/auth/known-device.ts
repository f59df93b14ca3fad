import { randomBytes } from 'node:crypto'
import { ProblemError } from '@syndicate/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
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
export function createKnownDevices(secrets: readonly [string, ...string[]], secure: boolean) {
  const tokens = createTokens<DeviceClaims>('device+jwt', secrets, ['sub', 'did'])

  /** The device's id, or null for one that this account does not know. */
  function idOf(request: FastifyRequest, username: string): string | null {
    try {
      const claims = tokens.read(request.cookies[deviceCookie])
      return claims.sub === username ? claims.did : null
    } catch (error) {
      if (error instanceof ProblemError) return null
      throw error
    }
  }

  return {
    idOf,
    /** Called after signing in. The device keeps its id, and what was counted for it. */
    remember(reply: FastifyReply, username: string): void {
      const did = idOf(reply.request, username) ?? randomBytes(16).toString('base64url')
      const exp = Math.floor(Date.now() / 1000) + lifeSeconds
      setDeviceCookie(reply, tokens.sign({ sub: username, did, exp }), lifeSeconds, secure)
    },
  }
}
