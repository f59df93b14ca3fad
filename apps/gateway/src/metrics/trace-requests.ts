import { readTraceparent, type Tracing } from '@syndicate/tracing'
import type { FastifyRequest } from 'fastify'

export interface RequestTraces {
  /**
   * Gives a request its place in a trace, once it is known who asks: those who are known may have a trace of their own gone on
   * with (`traceparent`), and strangers begin a new one, by the id of the request. Whether a trace is sampled is never for
   * callers to say.
   */
  begin(request: FastifyRequest): void
  /** Tells its trace of a request that is over. */
  tell(request: FastifyRequest, outcome: { status: number; ms: number }): void
}

export function createRequestTraces(tracing: Tracing): RequestTraces {
  function begin(request: FastifyRequest): void {
    const theirs = request.principal ? readTraceparent(request.headers.traceparent) : null
    request.trace = tracing.begin(theirs?.traceId ?? request.id.replaceAll('-', ''))
    request.tracedBy = theirs?.spanId
  }

  return {
    begin,
    tell(request, { status, ms }) {
      // Refused before it was known who asks.
      if (!request.trace) begin(request)
      const { method, problem, runId } = request
      const route = request.routeOptions.url ?? 'unknown'
      const endedMs = Date.now()
      tracing.record({
        name: `${method} ${route}`,
        kind: 'server',
        place: request.trace!,
        parentSpanId: request.tracedBy,
        beganMs: endedMs - ms,
        endedMs,
        attributes: {
          'http.request.method': method,
          'http.route': route,
          'http.response.status_code': status,
          'syndicate.run.id': runId,
          'syndicate.problem': problem ?? undefined,
        },
        error: status >= 500 ? { type: problem ?? String(status) } : undefined,
      })
    },
  }
}
