import type { RateVerdict, RateWindow } from '@syndicate/broker'
import type { Config } from '@syndicate/config'
import { ProblemError } from '@syndicate/contracts'
import { addressKey, createSlidingLog, windowMs, type Limiter, type Principal } from '@syndicate/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A limit, by the name that answers call it. */
interface Policy extends RateWindow {
  name: 'user' | 'key' | 'person' | 'device' | 'address'
}

/** Whose request it is by what it shows, signed by us and not looked up; null where it shows nothing. */
interface Shown {
  /** A user's id. */
  session: (request: FastifyRequest) => Promise<string | null>
  /** The name of an account that knows the device. */
  device: (request: FastifyRequest) => Promise<string | null>
}

export type RequestLimits = ReturnType<typeof createRequestLimits>

/**
 * Who is known is counted as a person, whatever sessions and keys they hold, and each key by itself as well; whoever is not
 * known, by address. One round trip a request. A user behind the same address as a flood of strangers is not held up by them.
 * What costs next to nothing, such as a file, is counted here alone: asking Redis would cost more than the answer.
 */
export function createRequestLimits(limiter: Limiter, limits: Config['api']['limits'], shown: Shown) {
  const { requestsPerMinute, keyRequestsPerMinute, addressRequestsPerMinute, lightRequestsPerMinute } = limits
  const light = createSlidingLog(windowMs)

  async function take(policies: readonly Policy[], reply: FastifyReply): Promise<void> {
    const verdict = await limiter.take(policies)
    tellNearest(reply, policies, verdict)
    if (!verdict.allowed) refuse(reply, policies, verdict)
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

  const isLight = ({ is404, routeOptions }: FastifyRequest) => is404 || routeOptions.config.light === true

  async function takeLight(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const user = await shown.session(request)
    const policies: Policy[] = [
      user === null
        ? { name: 'address', key: `address:${addressKey(request.ip)}`, limit: lightRequestsPerMinute }
        : { name: 'user', key: `user:${user}`, limit: lightRequestsPerMinute },
    ]
    const verdict = light.take(policies)
    if (!verdict.allowed) refuse(reply, policies, verdict)
  }

  return {
    /**
     * Counts a request for which nobody need be known. A device that an account knows is not held up by its neighbours when
     * its owner signs in.
     * @throws ProblemError too-many-requests
     */
    async admitAnybody(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (isLight(request)) return takeLight(request, reply)
      const account = await shown.device(request)
      if (account === null) return byAddress(request, reply)
      return take([{ name: 'device', key: `device:${account}`, limit: requestsPerMinute }], reply)
    },

    /**
     * Finds out who asks, and counts the request as theirs; `request.principal` is set when it is refused, too.
     * @throws ProblemError too-many-requests, and what `identify` throws
     */
    async admit<P extends Principal>(
      request: FastifyRequest,
      reply: FastifyReply,
      identify: () => Promise<P>,
    ): Promise<P> {
      if (isLight(request)) await takeLight(request, reply)
      const principal = await identify().catch(async (error: unknown) => {
        await byAddress(request, reply)
        throw error
      })
      request.principal = principal
      if (!isLight(request)) await take(policiesOf(principal), reply)
      return principal
    },
  }
}

/** As in draft-ietf-httpapi-ratelimit-headers: the policy that is nearest to its end, and what is left of it for how long. */
function tellNearest(reply: FastifyReply, policies: readonly Policy[], verdict: RateVerdict): void {
  const { policy, remaining, seconds } = nearestOf(policies, verdict)
  reply.header('ratelimit-policy', `"${policy.name}";q=${policy.limit};w=${windowMs / 1000}`)
  reply.header('ratelimit', `"${policy.name}";r=${remaining};t=${seconds}`)
}

/** @throws ProblemError too-many-requests */
function refuse(reply: FastifyReply, policies: readonly Policy[], verdict: RateVerdict): never {
  tellNearest(reply, policies, verdict)
  const { policy, seconds } = nearestOf(policies, verdict)
  reply.header('retry-after', String(seconds))
  throw new ProblemError(
    'too-many-requests',
    `At most ${policy.limit} requests a minute of one ${policy.name}; the next one in ${seconds} s`,
  )
}

/** Where several have nothing left, it is the one that has to be waited for the longest. */
function nearestOf(policies: readonly Policy[], { left }: RateVerdict) {
  const [nearest] = policies
    .map((policy, at) => ({ policy, ...left[at]! }))
    .toSorted((a, b) => a.remaining - b.remaining || b.resetMs - a.resetMs)
  const { policy, remaining, resetMs } = nearest!
  return { policy, remaining, seconds: Math.max(1, Math.ceil(resetMs / 1000)) }
}
