import type { App } from '../../app-type.ts'

/**
 * What the API answers is somebody's, refusals included: no browser and no proxy keeps it, unless the route says that it
 * may be `kept`, or kept and asked for again (`revalidated`).
 */
export function keepNothing(app: App): void {
  app.addHook('onRequest', async ({ routeOptions: { url, config } }, reply) => {
    if (url?.startsWith('/api/') && !config.kept) reply.header('cache-control', 'no-store')
  })
}
