import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { whenAborted } from '../../when-aborted.ts'
import { bind } from '../bind.ts'

const atOnce = 1000

export function pollTelemetry(app: App, { topics, closing }: Gateway): void {
  bind(app, 'GET /api/telemetry', { exposeHeadRoute: false }, async (request, reply) => {
    const { topic, since, wait } = request.query
    const woken = Promise.withResolvers<void>()
    const stop = await topics.listen(topic, () => woken.resolve())
    const timer = setTimeout(woken.resolve, wait * 1000)
    reply.raw.once('close', woken.resolve)
    const stay = whenAborted(closing, woken.resolve)
    try {
      let page = await topics.since(topic, since)
      if (page.events.length === 0 && wait > 0) {
        await woken.promise
        page = await topics.since(topic, since)
      }
      const events = page.events.slice(0, atOnce)
      return { topic, events, missed: page.missed, next: events.at(-1)?.seq ?? since + page.missed }
    } finally {
      clearTimeout(timer)
      stay()
      stop()
    }
  })
}
