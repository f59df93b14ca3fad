import type { Inference } from '@syndicate/contracts'
import { createRecordEngine } from '../create-record-engine.ts'
import { inferPipeline } from '../infer/infer-pipeline.ts'
import type { Head } from '../infer/read-head.ts'
import { testHost } from './test-host.ts'

/** What is inferred of a whole file. */
export function inferText(file: string | Uint8Array, said: Partial<Head> = {}): Inference {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
  return inferPipeline(createRecordEngine(testHost), { bytes, isWhole: true, ...said })
}

/** What is inferred of a column of a CSV, or of a field of JSON, by its values alone. */
export function inferField(values: unknown[], { name = 'c', json = false } = {}) {
  const file = json
    ? values
        .map((value) => `${JSON.stringify(value === undefined ? { other: 1 } : { [name]: value, other: 1 })}\n`)
        .join('')
    : `${name}|other\n${values.map((value) => `${String(value)}|1\n`).join('')}`
  const inference = inferText(file)
  const field = inference.fields.find((each) => each.name === name)!
  const { properties } = inference.definition.schema as { properties: Record<string, unknown> }
  return { ...field, cast: field.cast, schema: properties[name], inference }
}
