import Type, { type Static } from 'typebox'
import { Format } from './format.ts'
import { ReadOptions } from './read-options.ts'
import { castTypes, datasetModes, duplicatePolicies, invalidPolicies, newFieldPolicies } from './words.ts'

/** A dataset's name: also a file name and a URL segment, so nothing that could escape either. */
export const DatasetName = Type.String({
  pattern: '^[a-z0-9][a-z0-9_-]{0,62}$',
  description: 'Lower case, digits, - and _',
})

export const CastType = Type.Enum(castTypes)
export type CastType = Static<typeof CastType>

/** How the texts of a time are read, where they are not as `timestamp` alone takes them. */
export const TimeFormats = Type.Object(
  {
    to: Type.Enum(['timestamp']),
    formats: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      minItems: 1,
      maxItems: 20,
      description: 'a list of formats as strftime has them, such as %d.%m.%Y %H:%M; the first that fits counts',
    }),
    zone: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'whose clocks a text without an offset goes by, such as Europe/Berlin',
      }),
    ),
  },
  { additionalProperties: false },
)
export type TimeFormats = Static<typeof TimeFormats>

export const CastTarget = Type.Union([CastType, TimeFormats], {
  description: `one of ${castTypes.join(', ')}, or {to: timestamp, formats, zone}`,
})
export type CastTarget = Static<typeof CastTarget>

const expressionBounds = { minLength: 1, maxLength: 2000 }
const Expression = Type.String({
  ...expressionBounds,
  description: 'CEL over the record; fields by name, or record["name"]',
})
const FieldName = Type.String({ minLength: 1, maxLength: 200 })
const only = { additionalProperties: false }

/** One transform step; its single key says which. */
export const Step = Type.Union([
  Type.Object({ rename: Type.Record(FieldName, FieldName, { description: 'old name → new name' }) }, only),
  Type.Object(
    {
      cast: Type.Record(FieldName, CastTarget, {
        description: 'field → type; a value that cannot be cast refuses the record',
      }),
    },
    only,
  ),
  Type.Object({ derive: Type.Record(FieldName, Expression, { description: 'field → expression' }) }, only),
  Type.Object({ filter: Expression }, only),
  Type.Object({ drop: Type.Array(FieldName, { minItems: 1 }) }, only),
  Type.Object(
    { hash: Type.Array(FieldName, { minItems: 1, description: 'replaced by a keyed SHA-256, for personal data' }) },
    only,
  ),
])
export type Step = Static<typeof Step>

export const DatasetMode = Type.Enum(datasetModes)
export type DatasetMode = Static<typeof DatasetMode>

/** Fields that tell rows apart, and by which they take each other's place. */
export const Key = Type.Array(FieldName, {
  minItems: 1,
  maxItems: 16,
  description: 'a list of 1 to 16 fields at the top of the stored record, whose values together tell rows apart',
})
export type Key = Static<typeof Key>

export const OnDuplicate = Type.Enum(duplicatePolicies, {
  description:
    'which of the rows of a run with the same key counts: the last, the first, or the first with all others refused',
})
export type OnDuplicate = Static<typeof OnDuplicate>

export const DeleteWhen = Type.String({
  ...expressionBounds,
  description: 'CEL over the record behind the steps; where it is true, the row with its key is taken away',
})

export const OnInvalid = Type.Enum(invalidPolicies)
export type OnInvalid = Static<typeof OnInvalid>

export const OnNewField = Type.Enum(newFieldPolicies, {
  description:
    'what becomes of fields that the schema does not name: kept, left out, or the record is refused; left out here: what the schema says',
})
export type OnNewField = Static<typeof OnNewField>

export const MaxRefused = Type.Union(
  [Type.Integer({ minimum: 0 }), Type.String({ pattern: '^(100|\\d{1,2}(\\.\\d+)?) ?%$' })],
  { description: 'a number of records, or a share such as 10%; a run that refuses more is rejected' },
)

/** What a pipeline may use, where that differs from what all may. */
export const PipelineLimits = Type.Object(
  {
    seconds: Type.Optional(
      Type.Number({ minimum: 0.5, maximum: 3600, description: 'seconds that transforming one chunk may take' }),
    ),
  },
  only,
)

/** A pipeline with everything it refers to resolved: enough to run it anywhere, and named by its hash. */
export const Recipe = Type.Object(
  {
    name: Type.String(),
    format: Format,
    dataset: DatasetName,
    mode: DatasetMode,
    key: Type.Optional(Key),
    onDuplicate: Type.Optional(OnDuplicate),
    deleteWhen: Type.Optional(DeleteWhen),
    onInvalid: OnInvalid,
    maxRefused: Type.Optional(MaxRefused),
    onNewField: Type.Optional(OnNewField),
    steps: Type.Array(Step),
    live: Type.Optional(Type.Boolean({ description: 'Published records also go out on telemetry.live' })),
    limits: Type.Optional(PipelineLimits),
    reading: Type.Optional(ReadOptions),
    schema: Type.Optional(Type.Unknown({ description: 'JSON Schema 2020-12 of one stored record' })),
  },
  { $id: 'Recipe' },
)
export type Recipe = Static<typeof Recipe>
