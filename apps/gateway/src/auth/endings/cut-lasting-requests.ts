import { onOver } from '@syndicate/identity'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'

/** A request that may last is cut off when the session or the key it came with ends, as a socket is. */
export function cutLastingRequests(app: App, gateway: Gateway): void {
  app.addHook('onRequest', async (request, reply) => {
    const { principal } = request
    if (!principal || !request.routeOptions.config.lasting) return
    // Gone while it was asked who it is: nothing will tell of its end any more.
    if (request.raw.socket.destroyed) return
    // The connection itself: a request whose body has been read cannot be destroyed any more.
    const cut = () => void request.raw.socket.destroy()
    const stop = onOver(gateway, principal, cut, (err) =>
      gateway.log.warn({ err }, 'not looked whether a request may go on'),
    )
    reply.raw.once('close', stop)
  })
}
