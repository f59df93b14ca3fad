import { problems } from '@syndicate/contracts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problemOf } from '../../http/answers/problem-of.ts'
import type { Oidc } from './create-oidc.ts'

/**
 * Leads a browser whose sign-in was refused to the console, which says why; whoever does not ask for pages gets the problem itself.
 * The log has the reason, which is nobody's business outside.
 * @param returnTo where they go on once they are signed in
 */
export function refusePerson(
  oidc: Oidc,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  returnTo = '/',
): FastifyReply {
  const { code } = problemOf(error)
  const isOurFault = problems[code].status >= 500 && code !== 'provider-unavailable'
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined
  if (!isOurFault) request.log.warn({ code, reason }, 'sign-in at the provider refused')
  if (!asksForPages(request)) throw error
  // As any request that fails is logged, for the answer to this one is none that figures count as failed.
  if (isOurFault) request.log.error({ err: error, code }, 'sign-in at the provider failed')
  request.problem = code
  oidc.forget(reply)
  const page = new URL(oidc.settings.publicUrl + returnTo)
  page.searchParams.set('refused', code)
  return reply.redirect(page.href, 303)
}

function asksForPages({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? '').includes('text/html')
}
