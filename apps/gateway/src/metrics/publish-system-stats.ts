import type { App } from '../app-type.ts'
import type { Gateway } from '../gateway.ts'

const everyMs = 5_000

/** Publishes `system.stats` from when the gateway listens until it closes. */
export function publishSystemStats(app: App, { broker, catalog, sockets, log }: Gateway): void {
  let timer: NodeJS.Timeout | undefined
  let healthy = true
  let publishing = false

  async function publish(): Promise<void> {
    // PostgreSQL or Redis that does not answer is not asked again while it has the last question.
    if (publishing) return
    publishing = true
    try {
      const [queues, inFlightBytes, published, workers] = await Promise.all([
        broker.queues.depths(),
        catalog.runs.unfinishedBytes(),
        catalog.outcomes.published(),
        // A Redis may refuse to list its clients; all else is still worth telling.
        broker.queues.workers().catch(() => undefined),
      ])
      await broker.bus.publish([
        {
          topic: 'system.stats',
          data: {
            kind: 'system.stats',
            queues,
            published,
            inFlightBytes,
            ...(workers && { workers }),
            sockets: sockets.count,
          },
        },
      ])
      healthy = true
    } catch (err) {
      // Said once, not every few seconds for as long as Redis is away.
      if (healthy) log.warn({ err }, 'system.stats not published')
      healthy = false
    } finally {
      publishing = false
    }
  }

  app.addHook('onListen', async () => {
    timer = setInterval(() => void publish(), everyMs)
  })
  app.addHook('onClose', async () => clearInterval(timer))
}
