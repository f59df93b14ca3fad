import { ProblemError } from '@syndicate/contracts'
import type { FastifyReply } from 'fastify'

/** Aborted when whoever asked leaves before the answer is over: nobody wants it any more. */
export function leavingOf(reply: FastifyReply): AbortSignal {
  const leaving = new AbortController()
  reply.raw.once('close', () => leaving.abort(new ProblemError('unavailable', 'Nobody waits for this any more')))
  return leaving.signal
}
