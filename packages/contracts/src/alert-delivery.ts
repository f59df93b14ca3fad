import Type, { type Static } from 'typebox'
import { alertTypes, deliveryStates } from './words.ts'

export const DeliveryState = Type.Enum(deliveryStates)
export type DeliveryState = Static<typeof DeliveryState>

const Time = Type.String({ format: 'date-time' })
const orNull = <S extends Type.TSchema>(schema: S, description: string) =>
  Type.Union([schema, Type.Null()], { description })

export const AlertDelivery = Type.Object(
  {
    id: Type.String(),
    alertId: Type.String({ description: 'The same in every try and at every destination: `webhook-id`' }),
    type: Type.Enum(alertTypes),
    title: Type.String(),
    rule: orNull(Type.String(), 'By name; null of a test, and of a rule that is gone'),
    destination: Type.String({ description: 'By name' }),
    destinationId: Type.String(),
    state: DeliveryState,
    attempts: Type.Integer({ description: 'So far, since it was last asked for' }),
    answer: orNull(Type.String(), 'What came of the last attempt'),
    createdAt: Time,
    dueAt: orNull(Time, 'When it is tried next'),
    endedAt: orNull(Time, 'When it was delivered, or given up'),
  },
  {
    $id: 'AlertDelivery',
    examples: [
      {
        id: '019b7c1e-5a00-7000-8000-0123456789ad',
        alertId: '019b7c1e-5a00-7000-8000-0123456789ae',
        type: 'run.failed',
        title: 'A run of sales-eu failed: malformed-input',
        rule: 'sales fail',
        destination: 'on call',
        destinationId: '019b7c1e-5a00-7000-8000-0123456789ab',
        state: 'pending',
        attempts: 2,
        answer: 'HTTP 503: down for maintenance',
        createdAt: '2026-01-05T06:07:08.000Z',
        dueAt: '2026-01-05T06:07:38.000Z',
        endedAt: null,
      },
    ],
  },
)
export type AlertDelivery = Static<typeof AlertDelivery>
