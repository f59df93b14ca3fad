import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { schemaOfConfigured } from '../../schema-of-configured.ts'

/** Says whether a stored telemetry record meets its schema. */
export function telemetryValidator(): (record: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false })
  formats.default(ajv)
  return ajv.compile(schemaOfConfigured('telemetry'))
}
