import type { PipelineDefinition, Step } from '@syndicate/contracts'
import { describeValue } from './describe.ts'
import type { Fault } from './fault.ts'

/** What is wrong with how a pipeline tells rows apart, by what it says itself. */
export function keyFaults(definition: PipelineDefinition): Fault[] {
  const { key, onDuplicate, deleteWhen, mode, steps, schema } = definition
  const faults: Fault[] = []
  if (mode === 'upsert' && !key)
    faults.push({
      path: ['key'],
      expected: 'the fields by which rows take the place of others (mode upsert)',
      got: 'nothing',
    })
  if (onDuplicate && !key)
    faults.push({ path: ['onDuplicate'], expected: 'a pipeline with a key', got: `${onDuplicate}, and no key` })
  if (deleteWhen !== undefined && mode !== 'upsert')
    faults.push({ path: ['deleteWhen'], expected: 'a pipeline of mode upsert', got: `mode ${mode}` })
  for (const [index, field] of (key ?? []).entries()) {
    const fault = fieldFault(field, key!.indexOf(field) < index, steps, schema)
    if (fault) faults.push({ path: ['key', index], ...fault })
  }
  return faults
}

function fieldFault(field: string, isTwice: boolean, steps: Step[], schema: unknown): Omit<Fault, 'path'> | undefined {
  const got = describeValue(field, {})
  if (isTwice) return { expected: 'each field once', got }
  const lost = lostBy(field, steps)
  if (lost) return { expected: 'a field that the stored record has', got: `${got}, which ${lost} takes away` }
  const why = whyForbidden(field, schema)
  return why
    ? { expected: 'a field in which the schema allows a text, a number or a boolean', got: `${got}, ${why}` }
    : undefined
}

/** The last step that takes a field away, where none brings it back. */
function lostBy(field: string, steps: Step[]): string | undefined {
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index]!
    if ('derive' in step && Object.hasOwn(step.derive, field)) return undefined
    if ('drop' in step && step.drop.includes(field)) return `steps[${index}].drop`
    if (!('rename' in step)) continue
    if (Object.values(step.rename).includes(field)) return undefined
    if (Object.hasOwn(step.rename, field)) return `steps[${index}].rename`
  }
  return undefined
}

/** Only by what a schema says at its top: what it may mean beyond that, records will tell. */
function whyForbidden(field: string, schema: unknown): string | undefined {
  const { properties, patternProperties, additionalProperties } = (schema ?? {}) as Record<string, unknown>
  const named = Object.hasOwn((properties ?? {}) as object, field)
  if (!named) return additionalProperties === false && !patternProperties ? 'which the schema does not name' : undefined
  const said = (properties as Record<string, unknown>)[field]
  if (said === false) return 'which the schema allows in no record'
  const { type } = (said ?? {}) as { type?: string | string[] }
  const isHeld = type !== undefined && [type].flat().every((each) => ['object', 'array', 'null'].includes(each))
  return isHeld ? `which the schema wants to be ${[type].flat().join(' or ')}` : undefined
}
