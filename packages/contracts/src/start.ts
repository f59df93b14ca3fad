import Type, { type Static } from 'typebox'
import { DataType } from './format.ts'
import { DatasetName } from './recipe.ts'

/** The body of `POST /api/etl/start`. */
export const StartRequest = Type.Object(
  {
    dataType: DataType,
    payload: Type.Unknown({
      description: 'JSON and TELEMETRY: a value, or text in that format. YAML: text. BINARY: base64',
    }),
    pipeline: Type.Optional(
      Type.String({ maxLength: 64, description: 'Where to; what `dataType` is sent to when left out' }),
    ),
    dataset: Type.Optional(DatasetName),
  },
  {
    $id: 'StartRequest',
    additionalProperties: false,
    examples: [
      { dataType: 'TELEMETRY', payload: [{ cpu: 12.5, mem: 134217728, timestamp: '2026-01-02T03:04:05Z' }] },
      { dataType: 'JSON', payload: { a: 1 }, pipeline: 'records', dataset: 'my-records' },
      { dataType: 'YAML', payload: 'name: first\n---\nname: second\n' },
    ],
  },
)
export type StartRequest = Static<typeof StartRequest>
