import Type, { type Static } from 'typebox'
import { dataTypes, formats } from './words.ts'

export const Format = Type.Enum(formats, { $id: 'Format' })
export type Format = Static<typeof Format>

export const DataType = Type.Enum(dataTypes, { $id: 'DataType' })
export type DataType = Static<typeof DataType>

/** TELEMETRY is JSON that goes to the telemetry pipeline. */
export const formatOf: Record<DataType, Format> = {
  JSON: 'json',
  YAML: 'yaml',
  BINARY: 'binary',
  TELEMETRY: 'json',
}
