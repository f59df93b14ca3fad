import type { App } from '../../app-type.ts'

/**
 * While the gateway drains and stops, each answer is the last of its connection, so that clients and proxies go elsewhere
 * with the next request. What still comes is served: a proxy repeats no request that it has sent, unless it changes nothing.
 * @param leaving aborted when the drain begins
 * @param closing aborted when no more connections are taken
 */
export function leavePolitely(app: App, leaving: AbortSignal, closing: AbortSignal): void {
  app.addHook('onSend', async (_request, reply) => {
    if (leaving.aborted) reply.header('connection', 'close')
  })
  // An answer that began before could not say so. It is given to its end; then its connection holds up nobody.
  app.addHook('onResponse', async ({ raw }) => {
    if (closing.aborted) raw.socket.destroySoon()
  })
}
