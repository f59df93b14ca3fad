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
    pipeline: Type.Optional(Type.String({ maxLength: 64 })),
    dataset: Type.Optional(DatasetName),
  },
  { $id: 'StartRequest', additionalProperties: false },
)
export type StartRequest = Static<typeof StartRequest>
