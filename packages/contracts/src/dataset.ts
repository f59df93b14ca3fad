import Type, { type Static } from 'typebox'
import { FieldChange, mostFieldChanges } from './field-change.ts'
import { DatasetMode, Key } from './recipe.ts'

const Time = Type.String({ format: 'date-time' })

const aDataset = {
  name: 'telemetry',
  pipeline: 'telemetry',
  mode: 'append',
  key: null,
  head: 7,
  records: 12_600,
  bytes: 96_000,
  updatedAt: '2026-01-02T03:04:06.000Z',
}

const aVersion = {
  version: 7,
  runId: '019b7c1e-5a00-7000-8000-0123456789ab',
  records: 1800,
  bytes: 13_700,
  publishedAt: '2026-01-02T03:04:06.000Z',
  reclaimedAt: null,
}

/** A dataset as listed. Counts are of the live records: what a reader of the head sees. */
export const Dataset = Type.Object(
  {
    name: Type.String(),
    pipeline: Type.Union([Type.String(), Type.Null()], {
      description: 'Whose it is: the first that published to it. Null: the next that does',
    }),
    mode: DatasetMode,
    key: Type.Union([Key, Type.Null()], {
      description: "The fields by which its rows take each other's place; null: they do not",
    }),
    head: Type.Integer({ description: 'The version readers see' }),
    records: Type.Integer(),
    bytes: Type.Integer({ description: 'Stored, compressed' }),
    updatedAt: Time,
    fields: Type.Optional(
      Type.Union(
        [
          Type.Array(
            Type.Object({
              type: Type.String({ description: 'In words, such as `integer or null`' }),
              count: Type.Integer(),
            }),
          ),
          Type.Null(),
        ],
        {
          description:
            'With `fields` of a list: how many fields of each type its records have, the most frequent first, not counting those within objects; null where that is not known',
        },
      ),
    ),
  },
  { $id: 'Dataset', examples: [aDataset] },
)
export type Dataset = Static<typeof Dataset>

export const DatasetVersion = Type.Object(
  {
    version: Type.Integer(),
    runId: Type.Union([Type.String(), Type.Null()], {
      description: 'Null where no run made it: somebody has truncated the dataset',
    }),
    records: Type.Integer({ description: 'Records this version added' }),
    bytes: Type.Integer(),
    publishedAt: Time,
    reclaimedAt: Type.Union([Time, Type.Null()], {
      description: 'Since when it can no longer be read or gone back to',
    }),
  },
  { $id: 'DatasetVersion', examples: [aVersion] },
)
export type DatasetVersion = Static<typeof DatasetVersion>

export const DatasetDetail = Type.Object(
  {
    ...Dataset.properties,
    schema: Type.Unknown({ description: 'JSON Schema of a record, or null' }),
    versions: Type.Array(DatasetVersion, { description: 'Newest first, at most 100' }),
  },
  {
    $id: 'DatasetDetail',
    examples: [
      {
        ...aDataset,
        schema: { type: 'object', properties: { cpu: { type: 'number' } } },
        versions: [aVersion],
      },
    ],
  },
)
export type DatasetDetail = Static<typeof DatasetDetail>

/** Where records of a page come from. */
export const RecordLineage = Type.Object({
  records: Type.Integer({ description: 'How many of them, which follow each other' }),
  version: Type.Integer({ description: 'The version of the dataset that added them' }),
  runId: Type.String({ description: 'The run that published them' }),
  fileName: Type.Union([Type.String(), Type.Null()], { description: 'What the file was called, where that was said' }),
  pipeline: Type.String(),
  pipelineVersion: Type.Union([Type.Integer(), Type.Null()], {
    description: 'The version of the pipeline by which the run went; null where that is not known',
  }),
  schemaVersion: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Which fields the dataset had then, as its `schema` tells; null where that is not known',
  }),
  publishedAt: Time,
})
export type RecordLineage = Static<typeof RecordLineage>

/** A change of a dataset's fields, and the run that published it. */
export const DatasetSchemaVersion = Type.Object({
  schemaVersion: Type.Integer({ description: 'From 1; each change of the fields is one more' }),
  version: Type.Integer({ description: 'The version of the dataset that was published with it' }),
  runId: Type.String(),
  pipeline: Type.String(),
  pipelineVersion: Type.Union([Type.Integer(), Type.Null()], {
    description: 'The version of the pipeline by which the run went; null where that is not known',
  }),
  publishedAt: Time,
  changes: Type.Array(FieldChange, {
    description: `Against the one before, at most ${mostFieldChanges}; none in the first: there was nothing to compare with`,
  }),
  more: Type.Integer({ description: 'How many changes there are besides' }),
})
export type DatasetSchemaVersion = Static<typeof DatasetSchemaVersion>

/** What fields the records of a dataset have, as they were seen, and how that came to be. */
export const DatasetSchema = Type.Object(
  {
    dataset: Type.String(),
    head: Type.Integer({ description: 'The version readers see' }),
    schemaVersion: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Of what the head shows; null where nobody has seen its fields',
    }),
    complete: Type.Boolean({
      description:
        'False where there may be others: there are more than are told apart (1,000), and none is told, or some of the records were never looked at',
    }),
    fields: Type.Array(
      Type.Object({
        field: Type.String({ description: 'By name; within an object by names from the top, as in `host/name`' }),
        text: Type.String({ description: 'What its values are, and whether every record has it' }),
      }),
    ),
    versions: Type.Array(DatasetSchemaVersion, { description: 'Newest first; the last 100 are kept' }),
    next: Type.Union([Type.Integer(), Type.Null()], { description: 'The `cursor` of the page after it' }),
  },
  {
    $id: 'DatasetSchema',
    examples: [
      {
        dataset: 'telemetry',
        head: 7,
        schemaVersion: 2,
        complete: true,
        fields: [
          { field: 'cpu', text: 'number' },
          { field: 'fan', text: 'integer, not in every record' },
        ],
        versions: [
          {
            schemaVersion: 2,
            version: 7,
            runId: aVersion.runId,
            pipeline: 'telemetry',
            pipelineVersion: 3,
            publishedAt: aVersion.publishedAt,
            changes: [{ field: 'fan', change: 'new', text: 'fan is new: integer' }],
            more: 0,
          },
        ],
        next: 1,
      },
    ],
  },
)
export type DatasetSchema = Static<typeof DatasetSchema>
