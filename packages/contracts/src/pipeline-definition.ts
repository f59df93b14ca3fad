import Type, { type Static } from 'typebox'
import { definitionDefaults, fixtureDefaults } from './definition-defaults.ts'
import { Format } from './format.ts'
import { RefusalCode } from './quarantine.ts'
import { ReadOptions } from './read-options.ts'
import {
  DatasetMode,
  DatasetName,
  DeleteWhen,
  Key,
  MaxRefused,
  OnDuplicate,
  OnInvalid,
  OnNewField,
  PipelineLimits,
  Step,
} from './recipe.ts'
import { formats } from './words.ts'

const only = { additionalProperties: false }

const Refused = Type.Object({ position: Type.Integer({ minimum: 0 }), code: RefusalCode }, only)

/** A pipeline's own example: what goes in, and exactly what must come out. */
export const Fixture = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    input: Type.String({ description: 'text (base64 for msgpack, cbor and binary)' }),
    format: Type.Optional(Type.Enum(formats)),
    expect: Type.Array(Type.Unknown(), { description: 'a list: the records stored, in order' }),
    refused: Type.Array(Refused, {
      default: fixtureDefaults.refused,
      description: 'a list of {position, code}: the records quarantined',
    }),
    filtered: Type.Integer({ minimum: 0, default: fixtureDefaults.filtered }),
  },
  only,
)
export type Fixture = Static<typeof Fixture>

/** All that people write of a pipeline but its name and its schema, with what is taken for what they leave out. */
export const pipelineParts = {
  description: Type.Optional(Type.String({ maxLength: 2000 })),
  format: Format,
  ...ReadOptions.properties,
  dataset: Type.Optional(DatasetName),
  datasets: Type.Array(DatasetName, {
    default: definitionDefaults.datasets,
    maxItems: 1000,
    description: 'a list of datasets that it may write to as well, though they belong to others',
  }),
  mode: { ...DatasetMode, default: definitionDefaults.mode } as typeof DatasetMode,
  key: Type.Optional(Key),
  onDuplicate: Type.Optional(OnDuplicate),
  deleteWhen: Type.Optional(DeleteWhen),
  onInvalid: { ...OnInvalid, default: definitionDefaults.onInvalid } as typeof OnInvalid,
  maxRefused: Type.Optional(MaxRefused),
  onNewField: Type.Optional(OnNewField),
  live: Type.Boolean({
    default: definitionDefaults.live,
    description: 'published records also go out on telemetry.live',
  }),
  limits: Type.Optional(PipelineLimits),
  steps: Type.Array(Step, { default: definitionDefaults.steps, maxItems: 200 }),
  fixtures: Type.Array(Fixture, { default: definitionDefaults.fixtures, maxItems: 200 }),
}

/** A pipeline as people write it, whole: nothing in it refers to anything outside. Its schema is of one stored record. */
export const PipelineDefinition = Type.Object(
  {
    ...pipelineParts,
    schema: Type.Optional(Type.Unknown({ description: 'JSON Schema 2020-12 of one stored record' })),
  },
  {
    ...only,
    $id: 'PipelineDefinition',
    examples: [
      {
        description: 'Orders of the shop',
        format: 'csv',
        schema: { type: 'object', required: ['id', 'amount'] },
        steps: [{ cast: { amount: 'number' } }],
        fixtures: [{ name: 'an order', input: 'id,amount\nA-1,5\n', expect: [{ id: 'A-1', amount: 5 }] }],
      },
    ],
  },
)
export type PipelineDefinition = Static<typeof PipelineDefinition>
