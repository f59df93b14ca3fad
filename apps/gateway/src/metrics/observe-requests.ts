import type { App } from '../app-type.ts'
import type { Metrics } from './metrics.ts'

/** One log line and one measurement a request, when it is over. */
export function observeRequests(app: App, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const { url, config } = request.routeOptions
    const ms = reply.elapsedTime
    const { method } = request
    const { statusCode: status } = reply
    metrics.observeRequest({ method, route: url ?? 'unknown', status, seconds: ms / 1000 })
    if (config.quiet && status < 500) return
    const user = request.principal?.userId
    request.log.info(
      { method, path: request.url.split('?', 1)[0], status, ms: Math.round(ms * 10) / 10, user },
      'request',
    )
  })
}
