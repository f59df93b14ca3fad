import { tellWith } from '@syndicate/logging'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app-type.ts'
import { aboutRequest } from './about-request.ts'
import type { Metrics } from './metrics.ts'
import type { RequestTraces } from './trace-requests.ts'

/** Of a request whose client was gone before there was an answer; the number that nginx gives it. */
const clientGone = 499

/** One log line, one measurement and, where somebody traces, one span a request, when it is over: answered, or left by its client. */
export function observeRequests(app: App, metrics: Metrics, traces: RequestTraces | null): void {
  function observe(request: FastifyRequest, reply: FastifyReply): void {
    const isAnswered = reply.raw.headersSent
    // A socket has the connection to itself, and figures of its own.
    if (reply.sent && !isAnswered) return
    const { url, config } = request.routeOptions
    const ms = reply.elapsedTime
    const { method } = request
    const status = isAnswered ? reply.statusCode : clientGone
    metrics.observeRequest({ method, route: url ?? 'unknown', status, seconds: ms / 1000 })
    if (config.quiet && status < 500) return
    traces?.tell(request, { status, ms })
    const user = request.principal?.userId
    request.log.info(
      { method, path: request.url.split('?', 1)[0], status, ms: Math.round(ms * 10) / 10, user },
      'request',
    )
  }

  app.addHook('onRequest', async (request, reply) => {
    tellWith(request.log, () => aboutRequest(request))
    reply.raw.once('close', () => observe(request, reply))
  })
}
