import Type, { type Static } from 'typebox'
import type { rights } from './words.ts'

/** Of a pipeline or a dataset. */
const name = '[a-z0-9][a-z0-9_-]{0,62}'
const only = { additionalProperties: false }
const Time = Type.String({ format: 'date-time' })

export type Right = (typeof rights)[number]

/** What a key may do at most; its owner's role limits it further, at every call. */
export const Scope = Type.String({
  pattern: `^(start(:${name}(/${name})?)?|operate|administer|read(:${name})?)$`,
  description:
    '`read`, or `read:<dataset>` for that dataset alone · `start`: start runs and send telemetry, or `start:<pipeline>` through that pipeline alone, or `start:<pipeline>/<dataset>` into that dataset alone · `operate`: also cancel, replay, roll back, on the datasets that the key names to read, or on all where it names none · `administer`: manage users, erase records, delete datasets',
})

export const maxKeyDays = 365

const aKey = {
  id: '019b7c1e-5a00-7000-8000-0123456789ab',
  userId: '019b7c1e-5a00-7000-8000-0123456789ac',
  username: 'ada',
  name: 'press line 3',
  scopes: ['start:telemetry', 'read:telemetry'],
  createdAt: '2026-01-02T03:04:05.000Z',
  expiresAt: '2026-04-02T03:04:05.000Z',
  lastUsedAt: '2026-01-05T06:07:00.000Z',
}

export const ApiKey = Type.Object(
  {
    id: Type.String(),
    userId: Type.String(),
    username: Type.String(),
    name: Type.String(),
    scopes: Type.Array(Scope),
    createdAt: Time,
    expiresAt: Time,
    lastUsedAt: Type.Union([Time, Type.Null()], { description: 'To the minute' }),
  },
  { $id: 'ApiKey', examples: [aKey] },
)
export type ApiKey = Static<typeof ApiKey>

export const NewApiKey = Type.Object(
  {
    name: Type.String({
      pattern: '^[^\\u0000-\\u001f]{1,100}$',
      description: 'What it is for, at most 100 characters',
    }),
    scopes: Type.Array(Scope, { minItems: 1, maxItems: 50, uniqueItems: true }),
    expiresInDays: Type.Integer({ minimum: 1, maximum: maxKeyDays, default: 90 }),
  },
  {
    $id: 'NewApiKey',
    ...only,
    examples: [{ name: 'press line 3', scopes: ['start:telemetry', 'read:telemetry'], expiresInDays: 90 }],
  },
)
export type NewApiKey = Static<typeof NewApiKey>

/** A key when it is made: its secret is never shown again. */
export const IssuedApiKey = Type.Object(
  {
    ...ApiKey.properties,
    key: Type.String({ description: 'Send it as `Authorization: Bearer …`; it is shown this once' }),
  },
  { $id: 'IssuedApiKey', examples: [{ ...aKey, lastUsedAt: null, key: 'syn_AZt8…' }] },
)
