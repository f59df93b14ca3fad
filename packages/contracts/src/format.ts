import Type, { type Static } from 'typebox'

/** The forms an input may have. `binary` is MessagePack or CBOR, told apart by its first bytes. */
export const Format = Type.Enum(['json', 'ndjson', 'yaml', 'csv', 'binary', 'msgpack', 'cbor'], { $id: 'Format' })
export type Format = Static<typeof Format>

/** What `POST /api/etl/start` calls its payload. */
export const DataType = Type.Enum(['JSON', 'YAML', 'BINARY', 'TELEMETRY'], { $id: 'DataType' })
export type DataType = Static<typeof DataType>

/** TELEMETRY is JSON that goes to the telemetry pipeline. */
export const formatOf: Record<DataType, Format> = {
  JSON: 'json',
  YAML: 'yaml',
  BINARY: 'binary',
  TELEMETRY: 'json',
}
