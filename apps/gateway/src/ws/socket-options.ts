import type { WebsocketPluginOptions } from '@fastify/websocket'
import { subprotocol } from '@syndicate/contracts'

/** Compression with bounded memory: no context between messages, small windows, few at once. */
const perMessageDeflate = {
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: 10,
  threshold: 1024,
  concurrencyLimit: 10,
  zlibDeflateOptions: { memLevel: 7, level: 3 },
}

/** A peer that does not answer a close is left after this, in milliseconds; the end of the gateway waits for it. */
const patience = { closeTimeout: 2_000 }

export function socketOptions(maxPayload: number): WebsocketPluginOptions {
  return {
    options: { maxPayload, maxFragments: 16, perMessageDeflate, ...patience, handleProtocols: () => subprotocol },
    // The connection has its own listener; this one would terminate without a close frame.
    errorHandler: (_error, socket) => socket.close(),
    preClose(done) {
      for (const client of this.websocketServer.clients) client.close(1012, 'this gateway is stopping: come back')
      done()
    },
  }
}
