import type { FastifyReply, FastifyRequest } from 'fastify'
import { problemOf } from '../../http/answers/problem-of.ts'
import type { Oidc } from './create-oidc.ts'

/**
 * Leads a browser whose sign-in was refused to the console, which says why; whoever does not ask for pages gets the problem itself.
 * The log has the reason, which is nobody's business outside.
 */
export function refusePerson(oidc: Oidc, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const { code } = problemOf(error)
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined
  request.log.warn({ code, reason }, 'sign-in at the provider refused')
  if (!(request.headers.accept ?? '').includes('text/html')) throw error
  request.problem = code
  oidc.forget(reply)
  return reply.redirect(`${oidc.settings.publicUrl}/?refused=${code}`, 303)
}
