import Type, { type Static } from 'typebox'
import { DatasetMode } from './recipe.ts'

const Time = Type.String({ format: 'date-time' })

/** A dataset as listed. Counts are of the live records: what a reader of the head sees. */
export const Dataset = Type.Object(
  {
    name: Type.String(),
    mode: DatasetMode,
    head: Type.Integer({ description: 'The version readers see' }),
    records: Type.Integer(),
    bytes: Type.Integer({ description: 'Stored, compressed' }),
    updatedAt: Time,
  },
  { $id: 'Dataset' },
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
  { $id: 'DatasetVersion' },
)
export type DatasetVersion = Static<typeof DatasetVersion>

export const DatasetDetail = Type.Object(
  {
    ...Dataset.properties,
    schema: Type.Unknown({ description: 'JSON Schema of a record, or null' }),
    versions: Type.Array(DatasetVersion, { description: 'Newest first, at most 100' }),
  },
  { $id: 'DatasetDetail' },
)
export type DatasetDetail = Static<typeof DatasetDetail>
