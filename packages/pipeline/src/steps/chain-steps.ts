import { Fault } from '../record/fault.ts'
import type { Schema } from '../schema/compile-schema.ts'
import { schemaFault } from '../schema/schema-fault.ts'
import { changedBy } from './changed-by.ts'
import { Deletion } from './deletion.ts'
import type { CompiledStep, Transformer } from './transformer.ts'

/** Step after step, then the schema: what `fuseSteps` must be the same as. */
export function chainSteps(steps: CompiledStep[], schema: Schema | undefined): Transformer {
  const changed = schema ? changedBy(steps) : []
  return (row) => {
    const sent = new Map(changed.map((name) => [name, Object.hasOwn(row, name) ? row[name] : undefined]))
    for (const { transform } of steps) {
      const result = transform(row)
      if (result === null || result instanceof Fault || result instanceof Deletion) return result
      row = result
    }
    return !schema || schema.accepts(row) ? row : schemaFault(schema, row, (name) => sent.get(name))
  }
}
