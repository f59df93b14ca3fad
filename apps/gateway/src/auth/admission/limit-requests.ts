import type { RateLeft, RateWindow } from '@syndicate/broker'
import type { Config } from '@syndicate/config'
import { ProblemError } from '@syndicate/contracts'
import { addressKey, windowMs, type Limiter, type Principal } from '@syndicate/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'

/** A limit, by the name that answers call it. */
interface Policy extends RateWindow {
  name: 'user' | 'key' | 'person' | 'address'
}

export type RequestLimits = ReturnType<typeof createRequestLimits>

/**
 * Who is known is counted as a person, whatever sessions and keys they hold, and each key by itself as well; whoever is not
 * known, by address. One round trip a request. A user behind the same address as a flood of strangers is not held up by them.
 */
export function createRequestLimits(limiter: Limiter, limits: Config['api']['limits']) {
  const { requestsPerMinute, keyRequestsPerMinute, addressRequestsPerMinute } = limits

  async function take(policies: readonly Policy[], reply: FastifyReply): Promise<void> {
    const { allowed, left } = await limiter.take(policies)
    const { policy, seconds } = tellNearest(reply, policies, left)
    if (allowed) return
    reply.header('retry-after', String(seconds))
    throw new ProblemError(
      'too-many-requests',
      `At most ${policy.limit} requests a minute of one ${policy.name}; the next one in ${seconds} s`,
    )
  }

  const byAddress = (request: FastifyRequest, reply: FastifyReply) =>
    take([{ name: 'address', key: `address:${addressKey(request.ip)}`, limit: addressRequestsPerMinute }], reply)

  /**
   * All that a person asks for counts together. Keys have no more of it than one key may have, so that holding many gains
   * nothing; what sessions may ask for stays theirs, so that nobody is kept out by a program of their own.
   */
  function policiesOf(principal: Principal): Policy[] {
    const { userId } = principal
    const person = `person:${userId}`
    const shared = Math.max(requestsPerMinute, keyRequestsPerMinute)
    if (principal.via === 'key')
      return [
        { name: 'key', key: `key:${principal.keyId}`, limit: keyRequestsPerMinute },
        { name: 'person', key: person, limit: shared },
      ]
    return [
      { name: 'user', key: `user:${userId}`, limit: requestsPerMinute },
      { name: 'person', key: person, limit: shared + requestsPerMinute },
    ]
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
      await take(policiesOf(principal), reply)
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

/**
 * As in draft-ietf-httpapi-ratelimit-headers: the policy that is nearest to its end, and what is left of it for how long.
 * Where several have nothing left, it is the one that has to be waited for the longest.
 */
function tellNearest(reply: FastifyReply, policies: readonly Policy[], left: readonly RateLeft[]) {
  const [nearest] = policies
    .map((policy, at) => ({ policy, ...left[at]! }))
    .toSorted((a, b) => a.remaining - b.remaining || b.resetMs - a.resetMs)
  const { policy, remaining, resetMs } = nearest!
  const seconds = Math.max(1, Math.ceil(resetMs / 1000))
  reply.header('ratelimit-policy', `"${policy.name}";q=${policy.limit};w=${windowMs / 1000}`)
  reply.header('ratelimit', `"${policy.name}";r=${remaining};t=${seconds}`)
  return { policy, seconds }
}
