import { setTimeout as delay } from 'node:timers/promises'
import type { App } from '../../app-type.ts'

interface Leaving {
  /** Aborted when the drain begins. */
  leaving: AbortSignal
  /** Aborted when the drain is over. */
  closing: AbortSignal
  /** How long proxies keep a connection that is idle, in milliseconds; 0 where nobody is to be waited for. */
  idleMs: number
}

/**
 * While the gateway drains and stops, each answer is the last of its connection, so that clients and proxies go elsewhere
 * with the next request. What still comes is served: a proxy repeats no request that it has sent, unless it changes nothing.
 *
 * An answer that began before could not say so, and whoever had it may be sending the next request already: its connection is
 * closed when it was idle for longer than proxies keep one, and so long the gateway goes on listening.
 */
export function leavePolitely(app: App, { leaving, closing, idleMs }: Leaving) {
  let keptUntil = 0
  if (idleMs > 0) leaving.addEventListener('abort', () => (app.server.keepAliveTimeout = idleMs), { once: true })

  app.addHook('onSend', async (_request, reply) => {
    if (leaving.aborted) reply.header('connection', 'close')
  })

  app.addHook('onResponse', async ({ raw }, reply) => {
    if (!leaving.aborted || !reply.raw.shouldKeepAlive || reply.getHeader('connection') === 'close') return
    keptUntil = performance.now() + idleMs
    if (closing.aborted && idleMs === 0) raw.socket.destroySoon()
  })

  return {
    /** Waits until no connection is left that somebody may go on with: also of what ends meanwhile, but not for ever. */
    async settled(): Promise<void> {
      const until = performance.now() + 2 * idleMs
      for (let now = performance.now(); now < Math.min(keptUntil, until); now = performance.now())
        await delay(Math.min(keptUntil, until) - now)
    },
  }
}
