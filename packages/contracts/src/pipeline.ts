import Type, { type Static } from 'typebox'
import { PipelineDefinition } from './pipeline-definition.ts'
import { Recipe } from './recipe.ts'
import { refTo } from './routes/ref-to.ts'
import { formats, pipelineSources } from './words.ts'

export const PipelineSource = Type.Enum(pipelineSources)
export type PipelineSource = Static<typeof PipelineSource>

const Time = Type.String({ format: 'date-time' })

/** One version of a pipeline: never changed, and numbered from 1. */
const version = {
  version: Type.Integer({ minimum: 1 }),
  appliedAt: Time,
  appliedBy: Type.Union([Type.String(), Type.Null()], {
    description: 'Name of the user who did; null for what is built in and what stands in a file',
  }),
  source: PipelineSource,
}
export const PipelineVersion = Type.Object(version)
export type PipelineVersion = Static<typeof PipelineVersion>

/** A recipe as it may look. */
const aRecipe = {
  name: 'telemetry',
  format: 'json',
  dataset: 'telemetry',
  mode: 'append',
  onInvalid: 'quarantine',
  steps: [{ cast: { cpu: 'number', mem: 'number' } }, { derive: { isHot: 'cpu >= 90.0' } }],
  live: true,
}

const aVersion = { version: 3, appliedAt: '2026-01-02T03:04:05.000Z', appliedBy: 'ada', source: 'api' }

/** A pipeline as people choose it: its recipe, what it is for, inputs to try it with, and which version of it that is. */
export const Pipeline = Type.Object(
  {
    ...Recipe.properties,
    ...version,
    description: Type.Optional(Type.String()),
    examples: Type.Array(
      Type.Object({
        name: Type.String(),
        format: Type.Enum(formats),
        input: Type.String({ description: 'Text; base64 for msgpack, cbor and binary' }),
      }),
    ),
    definition: Type.Optional(refTo(PipelineDefinition)),
  },
  {
    $id: 'Pipeline',
    examples: [
      {
        ...aRecipe,
        ...aVersion,
        description: 'Machine load, with what a dashboard shows',
        examples: [{ name: 'a busy machine', format: 'ndjson', input: '{"cpu":80,"mem":134217728}\n' }],
      },
    ],
  },
)
export type Pipeline = Static<typeof Pipeline>

const aDefinition = {
  description: 'Machine load, with what a dashboard shows',
  format: 'json',
  datasets: [],
  mode: 'append',
  onInvalid: 'quarantine',
  live: true,
  steps: [{ cast: { cpu: 'number', mem: 'number' } }],
  fixtures: [],
  schema: { type: 'object', required: ['cpu', 'mem'] },
}

/** A version of a pipeline, whole. */
export const PipelineAtVersion = Type.Object(
  { name: Type.String(), ...version, definition: refTo(PipelineDefinition) },
  { $id: 'PipelineAtVersion', examples: [{ name: 'telemetry', ...aVersion, definition: aDefinition }] },
)
export type PipelineAtVersion = Static<typeof PipelineAtVersion>

/** A pipeline as it is now, and how it came to be. */
export const PipelineDetail = Type.Object(
  {
    ...PipelineAtVersion.properties,
    removedAt: Type.Union([Time, Type.Null()], {
      description: 'Since when it is there no more; its versions are kept, and one that comes back goes on counting',
    }),
    versions: Type.Array(PipelineVersion, { description: 'Newest first' }),
    next: Type.Union([Type.Integer(), Type.Null()], { description: 'The `cursor` of the page after it' }),
  },
  {
    $id: 'PipelineDetail',
    examples: [
      {
        name: 'telemetry',
        ...aVersion,
        definition: aDefinition,
        removedAt: null,
        versions: [aVersion, { ...aVersion, version: 2, appliedBy: null, source: 'file' }],
        next: 2,
      },
    ],
  },
)
export type PipelineDetail = Static<typeof PipelineDetail>
