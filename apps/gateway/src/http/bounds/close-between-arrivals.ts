import { setImmediate as nextTurn } from 'node:timers/promises'
import type { App } from '../../app-type.ts'

/** A turn of the event loop that took no longer brought no work, in milliseconds. */
const quietMs = 0.5
/** How long a quiet turn is waited for, in milliseconds. */
const patienceMs = 1_000

/**
 * The system takes connections on for a socket that listens, and resets those that were not picked up when it closes: to a
 * proxy that has sent its request that is an answer of 502. A turn of the event loop picks up one of them (libuv, since
 * 1.48). So the socket is closed right after a turn that picked up none and took next to no time; Fastify, which closes it some
 * turns after its hooks, finds that done. Connections that are idle then are closed with it; those that become idle later are not.
 * @param settled awaited before
 */
export function closeBetweenArrivals(app: App, settled: () => Promise<void>): void {
  app.addHook('preClose', async () => {
    await settled()
    let arrivals = 0
    const count = () => void arrivals++
    app.server.on('connection', count)
    const until = performance.now() + patienceMs
    while (performance.now() < until) {
      const [before, began] = [arrivals, performance.now()]
      await nextTurn()
      if (arrivals === before && performance.now() - began < quietMs) break
    }
    app.server.off('connection', count)
    if (!app.server.listening) return
    app.server.close()
    // Fastify closes once more, and would close with it what has become idle since.
    app.server.closeIdleConnections = () => {}
  })
}
