import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ConfigProblem } from './config-error.ts'
import type { SourceText } from './source-text.ts'

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })

/** Every entry of `api.schemas` must itself be a JSON Schema 2020-12. Whether it compiles is the pipeline's business. */
export function checkSchemas(schemas: Readonly<Record<string, unknown>>, source: SourceText): ConfigProblem[] {
  return Object.entries(schemas).flatMap(([name, schema]) => {
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
      return [source.problemAt(['api', 'schemas', name], 'a JSON Schema', JSON.stringify(schema))]
    }
    if (ajv.validateSchema(schema)) return []
    const first = (ajv.errors ?? [])[0]
    const path = (first?.instancePath ?? '').split('/').slice(1)
    return [
      source.problemAt(['api', 'schemas', name, ...path], 'JSON Schema 2020-12', first?.message ?? 'something else'),
    ]
  })
}
