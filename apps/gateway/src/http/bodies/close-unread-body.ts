import type { FastifyReply, FastifyRequest } from 'fastify'

/** How long a body that nobody reads may still come in. */
const lingerMs = 2_000

/**
 * After an answer the rest of the body is not worth the network, but a connection closed at once may take the answer
 * with it. So what comes is let fall for a moment, in which a well-behaved client stops sending.
 */
export async function closeUnreadBody({ raw }: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (raw.complete) return
  // Fastify says so of a body that is too large, and Node closes at once then.
  reply.removeHeader('connection')
  // Whoever read the body before left a listener behind that would keep it from flowing.
  raw.removeAllListeners('readable')
  raw.resume()
  reply.raw.once('finish', () => {
    const timer = setTimeout(() => raw.destroy(), lingerMs)
    raw.once('close', () => clearTimeout(timer))
  })
}
