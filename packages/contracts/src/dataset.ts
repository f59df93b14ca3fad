import Type, { type Static } from 'typebox'
import { DatasetMode } from './recipe.ts'

const Time = Type.String({ format: 'date-time' })

const aDataset = {
  name: 'telemetry',
  pipeline: 'telemetry',
  mode: 'append',
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
    head: Type.Integer({ description: 'The version readers see' }),
    records: Type.Integer(),
    bytes: Type.Integer({ description: 'Stored, compressed' }),
    updatedAt: Time,
  },
  { $id: 'Dataset', examples: [aDataset] },
)
export type Dataset = Static<typeof Dataset>

export const DatasetVersion = Type.Object(
  {
    version: Type.Integer(),
    runId: Type.String(),
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
