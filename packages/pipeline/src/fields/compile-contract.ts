import type { Recipe, Step } from '@syndicate/contracts'
import { fieldOf } from '../fuse/source.ts'
import { RecipeError } from '../recipe-error.ts'
import { Fault } from '../record/fault.ts'
import { listed } from '../record/listed.ts'
import type { Row } from '../record/row.ts'
import { shownPath } from '../schema/shown-path.ts'
import type { CompiledStep } from '../steps/transformer.ts'
import { tokensOfPath } from './field-path.ts'
import { noteLeftOut } from './left-out.ts'
import { hasNewField, isNamed, newFieldsIn, withoutNewFields } from './new-fields.ts'
import { placeOf, type Place } from './place.ts'

/** Of one record, so many are told by name. */
const mostTold = 50

/** What a recipe says of fields that its schema does not name. */
export interface Contract {
  /** What the schema, and the steps, name. */
  place: Place
  /** Holds records to it, behind all steps; undefined where such fields are kept, or are for the schema to judge. */
  step?: CompiledStep
  /** Whether such fields are left out. */
  leavesOut: boolean
}

/** Throws RecipeError where the schema and `onNewField` do not go together. */
export function compileContract({
  schema,
  steps,
  onNewField,
}: Pick<Recipe, 'schema' | 'steps' | 'onNewField'>): Contract {
  const place = withWritten(placeOf(schema), steps)
  if (onNewField === undefined) return { place, leavesOut: false }
  if (onNewField === 'evolve') {
    if (isClosed(schema))
      throw new RecipeError(
        'onNewField',
        'evolve keeps new fields, and the schema allows none (additionalProperties: false): take one of them out',
      )
    return { place, leavesOut: false }
  }
  if (placeOf(schema).fields === null)
    throw new RecipeError(
      'onNewField',
      `${onNewField} needs a schema that names fields (properties) and has no schema for all others (additionalProperties)`,
    )
  const leavesOut = onNewField === 'ignore'
  return { place, leavesOut, step: leavesOut ? leaveOut(place) : refuse(place) }
}

/** Fields that steps write are no news to whoever wrote the steps. */
function withWritten(place: Place, steps: Step[]): Place {
  if (place.fields === null) return place
  const fields = new Map(place.fields)
  for (const name of steps.flatMap(writtenBy)) if (!fields.has(name)) fields.set(name, placeOf(undefined))
  return { ...place, fields }
}

function writtenBy(step: Step): string[] {
  if ('rename' in step) return Object.values(step.rename)
  if ('cast' in step) return Object.keys(step.cast)
  if ('derive' in step) return Object.keys(step.derive)
  return 'hash' in step ? step.hash : []
}

function isClosed(schema: unknown): boolean {
  const { additionalProperties, unevaluatedProperties } = (schema ?? {}) as Record<string, unknown>
  return additionalProperties === false || unevaluatedProperties === false
}

function leaveOut(place: Place): CompiledStep {
  return heldTo(place, (row) => {
    const names = newNamesIn(row, place)
    const kept = withoutNewFields(row, place) as Row
    noteLeftOut(kept, names)
    return kept
  })
}

function refuse(place: Place): CompiledStep {
  return heldTo(place, (row) => {
    const names = newNamesIn(row, place)
    const paths = [...names].slice(0, mostTold).map(tokensOfPath)
    const reason = () => {
      const told = listed(paths.map(shownPath), names.size - paths.length)
      return `Not in the schema, which the pipeline wants of all fields: ${told}. Add it to the schema, drop it in a step, or say onNewField: ignore`
    }
    return new Fault('new-field', reason, paths[0]?.[0], row)
  })
}

function newNamesIn(row: Row, place: Place): Set<string> {
  const names = new Set<string>()
  newFieldsIn(row, place, (path) => void names.add(path))
  return names
}

/** @param settle what becomes of a record that has a new field */
function heldTo(place: Place, settle: (row: Row) => Row | Fault): CompiledStep {
  const fields = place.fields!
  const inner = [...fields].filter(([, each]) => each.isLookedInto)
  return {
    transform: (row) => (hasNewField(row, place) ? settle(row) : row),
    write(source) {
      const [isNew, at] = [source.fresh('isNew'), source.fresh('at')]
      const [names, known] = [source.bind([...fields.keys()]), source.bind((name: string) => isNamed(place, name))]
      // Fields mostly come as the schema has them: then nobody needs to look one up.
      source.add(`let ${isNew} = false, ${at} = 0`)
      source.add(
        `for (const name in row) if (name !== ${names}[${at}++] && !${known}(name)) { ${isNew} = true; break }`,
      )
      for (const [name, each] of inner)
        source.add(`${isNew} ||= ${source.bind(hasNewField)}(${fieldOf('row', name)}, ${source.bind(each)})`)
      source.add(`if (${isNew}) {`)
      source.add(`row = ${source.bind(settle)}(row)`)
      source.add(`if (row instanceof ${source.bind(Fault)}) return row`)
      source.add('}')
    },
  }
}
