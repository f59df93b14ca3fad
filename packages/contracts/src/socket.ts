import Type, { type Static } from 'typebox'
import { anEvent, BusEvent, Topic } from './event.ts'

export const subprotocol = 'dashboard-v1.3+telemetry'
export const heartbeatMs = 10_000

const only = { additionalProperties: false }
/** What comes back is what was sent. */
const Whole = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })

export const ClientMessage = Type.Union(
  [
    Type.Object(
      {
        type: Type.Literal('SUBSCRIBE'),
        topics: Type.Array(Topic, { minItems: 1, maxItems: 50 }),
        csrf: Type.Optional(
          Type.String({ maxLength: 200, description: 'Asked of sockets opened with the session cookie' }),
        ),
        since: Type.Optional(
          Type.Union(
            [
              Type.Integer({ minimum: 0 }),
              Type.Record(Type.String(), Type.Integer({ minimum: 0 }), { maxProperties: 200 }),
            ],
            {
              description: 'The last seq seen, of every topic or by topic',
            },
          ),
        ),
      },
      {
        ...only,
        description: 'Asks for the events of topics from now on, or from those after `since`',
        examples: [{ type: 'SUBSCRIBE', topics: ['telemetry.live'], csrf: '0f3a…', since: 41 }],
      },
    ),
    Type.Object(
      { type: Type.Literal('UNSUBSCRIBE'), topics: Type.Array(Topic, { minItems: 1, maxItems: 50 }) },
      { ...only, description: 'Asks for no more of them' },
    ),
    Type.Object(
      {
        type: Type.Literal('TELEMETRY'),
        id: Type.Union([Type.String({ maxLength: 100 }), Whole], {
          description: 'Comes back with ACK or ERROR. One of 32 characters or more is recognised when it is sent again',
        }),
        payload: Type.Unknown({ description: 'One record, or an array of them' }),
        pipeline: Type.Optional(Type.String({ maxLength: 64 })),
        csrf: Type.Optional(Type.String({ maxLength: 200 })),
      },
      {
        ...only,
        description: 'Gives records to a pipeline; many messages may share one run',
        examples: [
          { type: 'TELEMETRY', id: 'a-1', payload: { cpu: 12.5, mem: 134217728, timestamp: '2026-01-02T03:04:05Z' } },
        ],
      },
    ),
  ],
  { $id: 'ClientMessage' },
)
export type ClientMessage = Static<typeof ClientMessage>

export const ServerMessage = Type.Union(
  [
    Type.Object(
      {
        type: Type.Literal('WELCOME'),
        protocol: Type.String(),
        user: Type.String(),
        heartbeatMs: Type.Integer(),
      },
      {
        description: 'The socket is open',
        examples: [{ type: 'WELCOME', protocol: subprotocol, user: 'ada', heartbeatMs }],
      },
    ),
    Type.Object(
      {
        type: Type.Literal('SUBSCRIBED'),
        topics: Type.Array(Topic),
        last: Type.Record(Type.String(), Type.Integer(), {
          description: 'By topic, the last seq at this moment: what to send as `since` after a lost connection',
        }),
      },
      {
        description: 'Events of these topics follow',
        examples: [{ type: 'SUBSCRIBED', topics: ['telemetry.live'], last: { 'telemetry.live': 41 } }],
      },
    ),
    Type.Object(
      { type: Type.Literal('UNSUBSCRIBED'), topics: Type.Array(Topic) },
      { description: 'No events of these topics follow' },
    ),
    Type.Object(
      { type: Type.Literal('EVENT'), ...BusEvent.properties },
      { description: 'One event of a topic', examples: [{ type: 'EVENT', ...anEvent }] },
    ),
    Type.Object(
      { type: Type.Literal('HEARTBEAT'), at: Type.String({ format: 'date-time' }) },
      { description: 'The gateway is there; sent in regular intervals' },
    ),
    Type.Object(
      { type: Type.Literal('ACK'), id: Type.Union([Type.String(), Type.Integer()]), runId: Type.String() },
      {
        description: 'The records of the TELEMETRY message of this id are durable, in this run',
        examples: [{ type: 'ACK', id: 'a-1', runId: '019b7c1e-5a00-7000-8000-0123456789ab' }],
      },
    ),
    Type.Object(
      { type: Type.Literal('GAP'), topic: Topic, missed: Type.Integer() },
      { description: 'So many events of a topic were missed for good' },
    ),
    Type.Object(
      {
        type: Type.Literal('ERROR'),
        code: Type.String(),
        detail: Type.String(),
        id: Type.Optional(Type.Union([Type.String(), Type.Integer()], { description: 'Of the TELEMETRY message' })),
      },
      {
        description: 'A message could not be carried out',
        examples: [{ type: 'ERROR', code: 'validation-failed', detail: '/topics must be array' }],
      },
    ),
  ],
  { $id: 'ServerMessage' },
)
export type ServerMessage = Static<typeof ServerMessage>
