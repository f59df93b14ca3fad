import { ProblemError } from '@syndicate/contracts'
import type { FastifyReply } from 'fastify'
import type { Gateway } from '../gateway.ts'

/** A session that was there before signing in must not live on beside the new one. */
export async function endFormerSession(
  { tokens, sessionKeeper }: Pick<Gateway, 'tokens' | 'sessionKeeper'>,
  reply: FastifyReply,
): Promise<void> {
  const former = await tokens.read(reply.request).catch((error: unknown) => {
    if (error instanceof ProblemError) return null
    throw error
  })
  if (former) await sessionKeeper.end(reply, former.sid)
}
