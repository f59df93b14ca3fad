import { anEvent, BusEvent, Topic } from '@syndicate/contracts'
import Type from 'typebox'
import type { App } from '../../app-type.ts'
import type { Gateway } from '../../gateway.ts'
import { whenAborted } from '../../when-aborted.ts'

const atOnce = 1000

const schema = {
  tags: ['telemetry'],
  operationId: 'pollTelemetry',
  summary: 'Events of a topic by long polling, for clients without WebSocket',
  querystring: Type.Object(
    {
      topic: {
        ...Topic,
        description: 'What to hear of: `telemetry.live`, `system.stats`, `runs.<id>` or `datasets.<name>`',
      },
      since: Type.Integer({ minimum: 0, default: 0, description: 'The last seq seen: `next` of the answer before' }),
      wait: Type.Number({
        minimum: 0,
        maximum: 30,
        default: 0,
        description: 'How long to wait for an event, in seconds',
      }),
    },
    { additionalProperties: false },
  ),
  response: {
    200: Type.Object(
      {
        topic: Topic,
        events: Type.Array(Type.Pick(BusEvent, ['topic', 'seq', 'at', 'data'])),
        missed: Type.Integer({ description: 'Events after `since` that are no longer kept' }),
        next: Type.Integer({ description: 'What to send as `since` next time' }),
      },
      { examples: [{ topic: anEvent.topic, events: [anEvent], missed: 0, next: anEvent.seq }] },
    ),
  },
}

export function pollTelemetry(app: App, { topics, closing }: Gateway): void {
  app.get(
    '/api/telemetry',
    {
      schema,
      config: { needs: 'read', dataset: 'topic', lasting: true, problems: ['run-not-found'] },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
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
    },
  )
}
