import { Ajv2020 } from 'ajv/dist/2020.js'
import { describeValue } from './describe.ts'
import type { Fault } from './fault.ts'
import { pathOfPointer } from './path.ts'

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })

/** The schema of a record must itself be a JSON Schema 2020-12. Whether it compiles is the pipeline's business. */
export function schemaFaults(schema: unknown): Fault[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    return [{ path: [], expected: 'a JSON Schema', got: describeValue(schema, {}) }]
  try {
    if (ajv.validateSchema(schema)) return []
  } catch (error) {
    // It says itself that it is of another kind.
    return [{ path: ['$schema'], expected: 'JSON Schema 2020-12', got: (error as Error).message }]
  }
  const first = (ajv.errors ?? [])[0]
  const path = pathOfPointer(first?.instancePath ?? '')
  return [{ path, expected: 'JSON Schema 2020-12', got: first?.message ?? 'something else' }]
}
