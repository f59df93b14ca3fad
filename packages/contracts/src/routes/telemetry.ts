import Type from 'typebox'
import { anEvent, BusEvent, Topic, topicsInWords } from '../event.ts'
import { defaulted } from './filters.ts'
import type { RouteTable } from './route.ts'

export const telemetryRoutes = {
  'GET /api/telemetry': {
    operationId: 'pollTelemetry',
    tag: 'telemetry',
    summary: 'Events of a topic by long polling, for clients without WebSocket',
    description:
      'An answer has about a megabyte of events at most. `more` says that there are others behind them already.',
    query: Type.Object(
      {
        topic: { ...Topic, description: `What to hear of: ${topicsInWords}` },
        since: defaulted(
          Type.Integer({
            minimum: 0,
            maximum: Number.MAX_SAFE_INTEGER,
            default: 0,
            description: 'The last seq seen: `next` of the answer before',
          }),
        ),
        wait: defaulted(
          Type.Number({
            minimum: 0,
            maximum: 30,
            default: 0,
            description: 'How long to wait for an event, in seconds',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: {
      200: Type.Object(
        {
          topic: Topic,
          events: Type.Array(Type.Pick(BusEvent, ['topic', 'seq', 'at', 'data'])),
          missed: Type.Integer({ description: 'Events after `since` that are no longer kept' }),
          more: Type.Boolean({ description: 'There is more than an answer holds: ask again at once' }),
          next: Type.Integer({ description: 'What to send as `since` next time' }),
        },
        { examples: [{ topic: anEvent.topic, events: [anEvent], missed: 0, more: false, next: anEvent.seq }] },
      ),
    },
    needs: 'read',
    dataset: 'topic',
    lasting: true,
    problems: ['run-not-found'],
  },
} as const satisfies RouteTable
