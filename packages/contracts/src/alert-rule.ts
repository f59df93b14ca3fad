import Type, { type Static } from 'typebox'
import { AlertName } from './alert-destination.ts'
import { Id } from './id.ts'
import { DatasetName } from './recipe.ts'
import { alertEvents, finalStates, type conditionParts } from './words.ts'

/** How many there may be. */
export const mostRules = 100

const only = { additionalProperties: false }

/** A name of a pipeline or a dataset, or what several begin with, end with or hold. */
const NamePattern = Type.String({
  pattern: '^[a-z0-9*][a-z0-9*_-]{0,62}$',
  description: 'A name; `*` stands for anything. All, where it is left out',
})

/** What a rule looks for. Of a dataset it is told once, and once more when it is over. */
export const AlertWhen = Type.Object(
  {
    event: Type.Enum(alertEvents, {
      description:
        '`run-ended` in one of `states` · `records-refused`, `moreThan` so many of a run that is published · `nothing-arrived` at `dataset` for so many `hours` · `quarantine-grew` by more than so many `records` within an hour',
    }),
    states: Type.Optional(Type.Array(Type.Enum(finalStates), { minItems: 1, maxItems: 4, uniqueItems: true })),
    moreThan: Type.Optional(
      Type.Union(
        [
          Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
          Type.String({ pattern: '^(100|\\d{1,2}(\\.\\d{1,6})?) ?%$', maxLength: 12 }),
        ],
        { description: 'a number of records, or a share such as 5%' },
      ),
    ),
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 8760 })),
    records: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
    pipeline: Type.Optional(NamePattern),
    dataset: Type.Optional(NamePattern),
  },
  only,
)
export type AlertWhen = Static<typeof AlertWhen>

type Parts = typeof conditionParts

/** What a rule looks for, with all that its event needs and nothing else. */
export type AlertCondition = {
  [E in keyof Parts]: { event: E } & Required<Pick<AlertWhen, Parts[E]['needs'][number]>> &
    Pick<AlertWhen, Parts[E]['takes'][number]>
}[keyof Parts]

const settings = {
  name: AlertName,
  when: AlertWhen,
  destinations: Type.Array(Id, { minItems: 1, maxItems: 10, uniqueItems: true, description: 'By id' }),
  mostPerHour: Type.Integer({
    minimum: 1,
    maximum: 60,
    description: 'Alerts in any hour; what is more is told as a sum',
  }),
  enabled: Type.Boolean(),
}

const aRule = {
  name: 'sales fail',
  when: { event: 'run-ended' as const, states: ['failed' as const, 'rejected' as const], pipeline: 'sales-*' },
  destinations: ['019b7c1e-5a00-7000-8000-0123456789ab'],
  mostPerHour: 10,
  enabled: true,
}

export const AlertRule = Type.Object(
  {
    id: Type.String(),
    ...settings,
    destinations: Type.Array(Type.String()),
    lastAlertAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    holds: Type.Array(DatasetName, {
      maxItems: 100,
      description: 'Datasets of which it is true now: nothing arrives, or quarantine grows',
    }),
    createdAt: Type.String({ format: 'date-time' }),
  },
  {
    $id: 'AlertRule',
    examples: [
      {
        id: '019b7c1e-5a00-7000-8000-0123456789ac',
        ...aRule,
        lastAlertAt: '2026-01-05T06:07:08.000Z',
        holds: [],
        createdAt: '2026-01-02T03:04:05.000Z',
      },
    ],
  },
)
export type AlertRule = Static<typeof AlertRule>

export const NewAlertRule = Type.Object(
  {
    ...settings,
    mostPerHour: Type.Integer({ ...settings.mostPerHour, default: 10 }),
    enabled: Type.Boolean({ default: true }),
  },
  { $id: 'NewAlertRule', ...only, examples: [aRule] },
)
export type NewAlertRule = Static<typeof NewAlertRule>

/** What is left out stays as it is. */
export const AlertRuleChange = Type.Partial(Type.Object(settings), {
  $id: 'AlertRuleChange',
  ...only,
  minProperties: 1,
  examples: [{ when: aRule.when, mostPerHour: 5, enabled: false }],
})
export type AlertRuleChange = Static<typeof AlertRuleChange>
