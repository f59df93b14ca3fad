import type { KeptEvents } from '@syndicate/broker'
import type { Topic } from '@syndicate/contracts'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { whenAborted } from '../../when-aborted.ts'
import { bind } from '../bind.ts'

/** Of an answer; what is behind it is asked for next. */
const mostBytes = 1024 * 1024

export function pollTelemetry(app: App, { topics, closing }: Gateway): void {
  bind(app, 'GET /api/telemetry', { exposeHeadRoute: false }, async (request, reply) => {
    const { topic, since, wait } = request.query
    const woken = Promise.withResolvers<void>()
    const stop = await topics.listen(topic, () => woken.resolve())
    const timer = setTimeout(woken.resolve, wait * 1000)
    reply.raw.once('close', woken.resolve)
    const stay = whenAborted(closing, woken.resolve)
    try {
      let found = await topics.read(topic, since, mostBytes)
      if (found.events.length === 0 && wait > 0) {
        await woken.promise
        found = await topics.read(topic, since, mostBytes)
      }
      reply.type('application/json; charset=utf-8')
      return answer(topic, since, found) as never
    } finally {
      clearTimeout(timer)
      stay()
      stop()
    }
  })
}

/** Put together from what is kept: events are read and written where they are made. */
function answer(topic: Topic, since: number, { events, missed, more }: KeptEvents): string {
  const name = JSON.stringify(topic)
  const texts = events.map(({ text }) => `{"topic":${name},${text.slice(1)}`)
  const next = events.at(-1)?.seq ?? since + missed
  return `{"topic":${name},"events":[${texts.join(',')}],"missed":${missed},"more":${more},"next":${next}}`
}
