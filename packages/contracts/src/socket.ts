import Type, { type Static } from 'typebox'
import { BusEvent, Topic } from './event.ts'

export const subprotocol = 'dashboard-v1.3+telemetry'
export const heartbeatMs = 10_000

const only = { additionalProperties: false }

export const ClientMessage = Type.Union(
  [
    Type.Object(
      {
        type: Type.Literal('SUBSCRIBE'),
        topics: Type.Array(Topic, { minItems: 1, maxItems: 50 }),
        csrf: Type.Optional(Type.String({ description: 'Asked of sockets opened with the session cookie' })),
        since: Type.Optional(
          Type.Union([Type.Integer({ minimum: 0 }), Type.Record(Type.String(), Type.Integer({ minimum: 0 }))], {
            description: 'The last seq seen, of every topic or by topic',
          }),
        ),
      },
      only,
    ),
    Type.Object({ type: Type.Literal('UNSUBSCRIBE'), topics: Type.Array(Topic, { minItems: 1, maxItems: 50 }) }, only),
    Type.Object(
      {
        type: Type.Literal('TELEMETRY'),
        id: Type.Union([Type.String({ maxLength: 100 }), Type.Integer()], {
          description: 'Comes back with ACK or ERROR. One of 32 characters or more is recognised when it is sent again',
        }),
        payload: Type.Unknown({ description: 'One record, or an array of them' }),
        pipeline: Type.Optional(Type.String({ maxLength: 64 })),
        csrf: Type.Optional(Type.String()),
      },
      only,
    ),
  ],
  { $id: 'ClientMessage' },
)
export type ClientMessage = Static<typeof ClientMessage>

export const ServerMessage = Type.Union(
  [
    Type.Object({
      type: Type.Literal('WELCOME'),
      protocol: Type.String(),
      user: Type.String(),
      heartbeatMs: Type.Integer(),
    }),
    Type.Object({
      type: Type.Literal('SUBSCRIBED'),
      topics: Type.Array(Topic),
      last: Type.Record(Type.String(), Type.Integer(), {
        description: 'By topic, the last seq at this moment: what to send as `since` after a lost connection',
      }),
    }),
    Type.Object({ type: Type.Literal('UNSUBSCRIBED'), topics: Type.Array(Topic) }),
    Type.Object({ type: Type.Literal('EVENT'), ...BusEvent.properties }),
    Type.Object({ type: Type.Literal('HEARTBEAT'), at: Type.String() }),
    Type.Object({ type: Type.Literal('ACK'), id: Type.Union([Type.String(), Type.Integer()]), runId: Type.String() }),
    Type.Object({ type: Type.Literal('GAP'), topic: Topic, missed: Type.Integer() }),
    Type.Object({
      type: Type.Literal('ERROR'),
      code: Type.String(),
      detail: Type.String(),
      id: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
    }),
  ],
  { $id: 'ServerMessage' },
)
export type ServerMessage = Static<typeof ServerMessage>
