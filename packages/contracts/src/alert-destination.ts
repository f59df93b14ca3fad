import Type, { type Static } from 'typebox'
import { destinationKinds } from './words.ts'

export const DestinationKind = Type.Enum(destinationKinds)
export type DestinationKind = Static<typeof DestinationKind>

/** What a destination or a rule is called, by people. */
export const AlertName = Type.String({ pattern: '^[^\\u0000-\\u001f]{1,100}$', description: 'At most 100 characters' })

/** How many there may be. */
export const mostDestinations = 100

const only = { additionalProperties: false }

const aDestination = {
  id: '019b7c1e-5a00-7000-8000-0123456789ab',
  name: 'on call',
  kind: 'webhook' as const,
  address: 'https://hooks.example.org/…',
  rules: 2,
  createdAt: '2026-01-02T03:04:05.000Z',
}

export const AlertDestination = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    kind: DestinationKind,
    address: Type.String({
      description: 'Where, as far as it is shown: the path of a URL often is a secret, and is left out',
    }),
    rules: Type.Integer({ description: 'How many rules send there' }),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'AlertDestination', examples: [aDestination] },
)
export type AlertDestination = Static<typeof AlertDestination>

const Url = Type.String({
  maxLength: 2000,
  pattern: '^https?://[^\\s\\u0000]+$',
  description: 'Of a server that is not in a network of ours, but for those that ALERTS_ALLOW names',
})

export const NewAlertDestination = Type.Union(
  [
    Type.Object({ name: AlertName, kind: Type.Enum(['webhook', 'slack', 'teams', 'discord']), url: Url }, only),
    Type.Object(
      {
        name: AlertName,
        kind: Type.Enum(['email']),
        to: Type.Array(Type.String({ maxLength: 254, pattern: '^[^\\s@<>,;:"()\\u0000-\\u001f]+@[A-Za-z0-9.-]+$' }), {
          minItems: 1,
          maxItems: 10,
          uniqueItems: true,
        }),
      },
      only,
    ),
  ],
  {
    $id: 'NewAlertDestination',
    examples: [
      { name: 'on call', kind: 'webhook', url: 'https://hooks.example.org/syndicate' },
      { name: 'the team', kind: 'email', to: ['data@example.org'] },
    ],
  },
)
export type NewAlertDestination = Static<typeof NewAlertDestination>

/** A destination when it is made: what signs its webhooks is never shown again. */
export const MadeAlertDestination = Type.Object(
  {
    ...AlertDestination.properties,
    secret: Type.Optional(
      Type.String({
        description: 'Of a webhook: what its requests are signed with (Standard Webhooks). Shown this once',
      }),
    ),
  },
  {
    $id: 'MadeAlertDestination',
    examples: [{ ...aDestination, rules: 0, secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' }],
  },
)
export type MadeAlertDestination = Static<typeof MadeAlertDestination>
