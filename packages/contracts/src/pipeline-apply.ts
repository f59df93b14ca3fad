import Type, { type Static } from 'typebox'
import { PipelineDefinition } from './pipeline-definition.ts'
import { DatasetName } from './recipe.ts'
import { refTo } from './routes/ref-to.ts'
import { pipelineChanges } from './words.ts'

const only = { additionalProperties: false }

/** A pipeline's name is a URL segment, a file's name and its dataset's default name, hence a dataset name's rules. */
export const PipelineName = DatasetName

/** How much there may be in all. Bytes are of the definitions that count now, as JSON. */
export const mostPipelines = { pipelines: 1000, bytes: 4 * 1024 * 1024 }
/**
 * How many versions are kept: of each pipeline the newest; of all together, besides those that count now, those applied last,
 * and no more than so many bytes as they are stored.
 */
export const keptVersions = { ofEach: 100, inAll: 10_000, bytes: 64 * 1024 * 1024 }
/** How much may be applied at once: all that there may be, as it is written. Bytes are of JSON. */
export const mostApplied = { definitionBytes: 256 * 1024, bodyBytes: mostPipelines.bytes + 1024 * 1024 }
/** How many differences are told of one pipeline. */
export const mostDifferences = 100

const aDefinition = { format: 'csv', steps: [{ cast: { amount: 'number' } }] }

/**
 * What is wrong with a definition is told all at once, in words, and not by the schema of a body: hence anything is taken in
 * the place of one.
 */
const Definitions = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  maxProperties: mostPipelines.pipelines,
  additionalProperties: { anyOf: [refTo(PipelineDefinition), {}] },
  description: 'Pipelines by name, each whole; what has a default may be left out. A schema stands in its pipeline',
})

export const PipelineApply = Type.Object(
  {
    prune: Type.Optional(
      Type.Boolean({
        description: 'Remove all others as well, but for those that are built in. Nothing is removed else',
      }),
    ),
    dryRun: Type.Optional(Type.Boolean({ description: 'Say what would change, and change nothing' })),
    expect: Type.Optional(
      Type.Unsafe<Record<string, number>>({
        type: 'object',
        // Those that are there, and those that shall be.
        maxProperties: 2 * mostPipelines.pipelines,
        additionalProperties: { type: 'integer', minimum: 0, maximum: 2_147_483_647 },
        description:
          'By name: the version that must be the last one now; 0 where there must be none. With `prune`, nothing else is removed: where it would be, the request is refused',
      }),
    ),
    pipelines: Definitions,
  },
  {
    ...only,
    $id: 'PipelineApply',
    examples: [{ dryRun: true, expect: { orders: 2 }, pipelines: { orders: aDefinition } }],
  },
)
export type PipelineApply = Static<typeof PipelineApply>

/** One place in which two definitions differ. A value that is large is told as the beginning of its JSON. */
export const PipelineDifference = Type.Object({
  path: Type.String({ description: 'JSON Pointer (RFC 6901) into the definition' }),
  before: Type.Optional(Type.Unknown({ description: 'Left out where there was nothing' })),
  after: Type.Optional(Type.Unknown({ description: 'Left out where there is nothing any more' })),
})
export type PipelineDifference = Static<typeof PipelineDifference>

export const PipelineChange = Type.Object({
  name: Type.String(),
  change: Type.Enum(pipelineChanges),
  version: Type.Integer({ description: 'The last one after this; of a dry run, what it would be' }),
  differences: Type.Array(PipelineDifference, {
    maxItems: mostDifferences,
    description: 'From the version before. None of one that is created, unchanged or removed',
  }),
  more: Type.Integer({
    description: 'Differences that are not told: there are many, or the key may not read pipelines',
  }),
  warnings: Type.Optional(
    Type.Array(Type.String(), { maxItems: 10, description: 'What is taken as it is, and may not be meant' }),
  ),
})
export type PipelineChange = Static<typeof PipelineChange>

export const PipelineChanges = Type.Object(
  { changes: Type.Array(PipelineChange, { description: 'By name' }) },
  {
    $id: 'PipelineChanges',
    examples: [
      {
        changes: [
          {
            name: 'orders',
            change: 'changed',
            version: 3,
            differences: [{ path: '/steps/0/cast/amount', before: 'number', after: 'decimal' }],
            more: 0,
          },
        ],
      },
    ],
  },
)
export type PipelineChanges = Static<typeof PipelineChanges>
