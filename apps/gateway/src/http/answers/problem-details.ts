import { ProblemError, problems, type Problem, type ProblemCode } from '@syndicate/contracts'
import { secondsToMidnight } from '@syndicate/identity'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../../app-type.ts'
import { problemOf } from './problem-of.ts'

const challenges = ['Cookie realm="syndicate", cookie-name=gsession', 'Bearer realm="syndicate"']
const badKey = 'Bearer realm="syndicate", error="invalid_token"'

/** Answers who asked for a page that is not there; null where that is to be told as a problem. */
type UnknownPage = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | null>

/** Answers every error, and every unknown address, with RFC 9457 problem details; a browser gets a page instead. */
export function problemDetails(app: App, unknownPage: UnknownPage = async () => null): void {
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler(async (request, reply) => {
    if (await unknownPage(request, reply)) return reply
    sendProblem(
      Object.assign(new Error(`${request.method} ${pathOf(request.url)} is not a route`), {
        code: 'FST_ERR_NOT_FOUND',
      }),
      request,
      reply,
    )
    return reply
  })
}

export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { code, detail, errors } = problemOf(thrown)
  const { status, title } = problems[code]
  request.problem = code
  // Turned away on purpose, perhaps by the thousand: no failure, and no stack.
  if (code === 'overloaded') request.log.info({ code, detail }, 'request turned away')
  else if (status >= 500) request.log.error({ err: thrown, code }, 'request failed')
  if ((status === 503 || status === 429) && !reply.hasHeader('retry-after')) {
    reply.header('retry-after', retryAfterOf(thrown, code))
  }
  // Caches keep a 404 unasked, and what is not there today may be there tomorrow.
  reply.header('cache-control', 'no-store')
  if (status === 401) reply.header('www-authenticate', code === 'invalid-key' ? badKey : challenges)
  const problem: Problem = {
    type: `/problems/${code}`,
    title,
    status,
    code,
    ...(detail !== undefined && { detail }),
    instance: request.id,
    ...(errors && { errors }),
  }
  reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(problem)
}

/** In seconds. */
function retryAfterOf(thrown: unknown, code: ProblemCode): number {
  if (code === 'too-many-bytes') return secondsToMidnight()
  return (thrown instanceof ProblemError && thrown.retryAfterSeconds) || 1
}

function pathOf(url: string): string {
  return url.split('?', 1)[0]!
}
