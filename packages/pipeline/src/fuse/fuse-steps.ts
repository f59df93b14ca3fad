import { Fault } from '../record/fault.ts'
import type { Row } from '../record/row.ts'
import type { Schema } from '../schema/compile-schema.ts'
import { schemaFault } from '../schema/schema-fault.ts'
import { chainSteps } from '../steps/chain-steps.ts'
import { changedBy } from '../steps/changed-by.ts'
import type { CompiledStep, Transformer } from '../steps/transformer.ts'
import { createSource, fieldOf, type Source } from './source.ts'

/**
 * All steps and the schema as one function made for them: the same answers as `chainSteps` gives, in a fraction of the
 * time. Where code may not be generated, it is the chain.
 */
export function fuseSteps(steps: CompiledStep[], schema: Schema | undefined): Transformer {
  const source = createSource()
  const changed = schema ? changedBy(steps) : []
  const sent = changed.map((name) => writeSent(source, name))
  for (const step of steps) {
    if (step.write) step.write(source)
    else writeCall(source, step.transform)
  }
  if (schema) {
    const refusal = (row: Row, ...values: unknown[]) =>
      schemaFault(schema, row, (name) => values[changed.indexOf(name)])
    source.add(`if (!${source.bind(schema.accepts)}(row)) return ${source.bind(refusal)}(${['row', ...sent].join()})`)
  }
  source.add('return row')
  try {
    return source.compile('row') as Transformer
  } catch (error) {
    if (error instanceof EvalError) return chainSteps(steps, schema)
    throw error
  }
}

/** Keeps what a field is before anything changes it. @returns the variable */
function writeSent(source: Source, name: string): string {
  const sent = source.fresh('sent')
  source.add(`const ${sent} = ${fieldOf('row', name)}`)
  return sent
}

/** A step that is better called than written out. */
function writeCall(source: Source, transform: Transformer): void {
  source.add(`row = ${source.bind(transform)}(row)`)
  source.add(`if (row === null || row instanceof ${source.bind(Fault)}) return row`)
}
