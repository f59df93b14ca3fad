import type { RateVerdict } from '@syndicate/broker'
import type { Config } from '@syndicate/config'
import { ProblemError } from '@syndicate/contracts'
import { addressKey, windowMs, type Limiter, type Principal } from '@syndicate/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'

interface Policy {
  name: 'user' | 'key' | 'address'
  key: string
  limit: number
}

export type RequestLimits = ReturnType<typeof createRequestLimits>

/**
 * Who is known is counted by user or by key, whoever is not by address: one count a request, and one round trip. A user
 * behind the same address as a flood of strangers is not held up by them, nor by their own programs.
 */
export function createRequestLimits(limiter: Limiter, limits: Config['api']['limits']) {
  async function take({ name, key, limit }: Policy, reply: FastifyReply): Promise<void> {
    const verdict = await limiter.take(key, limit)
    tell(reply, name, limit, verdict)
    if (verdict.allowed) return
    const seconds = secondsOf(verdict)
    reply.header('retry-after', String(seconds))
    throw new ProblemError('too-many-requests', `At most ${limit} requests a minute; the next one in ${seconds} s`)
  }

  const byAddress = (request: FastifyRequest, reply: FastifyReply) =>
    take({ name: 'address', key: `address:${addressKey(request.ip)}`, limit: limits.addressRequestsPerMinute }, reply)

  function policyOf(principal: Principal): Policy {
    if (principal.via === 'key')
      return { name: 'key', key: `key:${principal.keyId}`, limit: limits.keyRequestsPerMinute }
    return { name: 'user', key: `user:${principal.userId}`, limit: limits.requestsPerMinute }
  }

  return {
    byAddress,

    /**
     * Finds out who asks, and counts the request as theirs; `request.principal` is set when it is refused, too.
     * @throws ProblemError too-many-requests, and what `identify` throws
     */
    async admit<P extends Principal>(
      request: FastifyRequest,
      reply: FastifyReply,
      identify: () => Promise<P>,
    ): Promise<P> {
      const principal = await identify().catch(async (error: unknown) => {
        await byAddress(request, reply)
        throw error
      })
      request.principal = principal
      if (request.routeOptions.config.unlimited) return principal
      await take(policyOf(principal), reply)
      return principal
    },
  }
}

/** Routes of this scope have no session to be counted by: they count by address. `unlimited` ones do not count, here or there. */
export function limitStrangers(app: App, { byAddress }: RequestLimits): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.routeOptions.config.unlimited) await byAddress(request, reply)
  })
}

/** As in draft-ietf-httpapi-ratelimit-headers: what the policy is, and what is left of it for how long. */
function tell(reply: FastifyReply, name: string, limit: number, verdict: RateVerdict): void {
  reply.header('ratelimit-policy', `"${name}";q=${limit};w=${windowMs / 1000}`)
  reply.header('ratelimit', `"${name}";r=${verdict.remaining};t=${secondsOf(verdict)}`)
}

function secondsOf({ resetMs }: RateVerdict): number {
  return Math.max(1, Math.ceil(resetMs / 1000))
}
