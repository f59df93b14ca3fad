import type { CastTarget, Inference, InferredField, InferredType, PipelineDefinition, Step } from '@syndicate/contracts'
import { castTypes } from '@syndicate/contracts/words'

/** What somebody wants of a field otherwise than it was found. */
export interface FieldEdit {
  type?: InferredType
  required?: boolean
  /** false: the schema says nothing of how large its numbers are. */
  range?: boolean
  /** false: the schema takes other values than those that were seen. */
  choices?: boolean
}

/** By the name of the field. */
export type Edits = ReadonlyMap<string, FieldEdit>

type JsonSchema = Record<string, unknown>
interface ObjectSchema extends JsonSchema {
  required?: string[]
  properties?: Record<string, JsonSchema>
}

const numeric: readonly InferredType[] = ['integer', 'number']

/** What a field is, and what the schema asserts of it, once it is edited. */
export function fieldWith(field: InferredField, edit: FieldEdit = {}): Required<FieldEdit> {
  const type = edit.type ?? field.type
  return {
    type,
    required: edit.required ?? field.required,
    range: field.range !== undefined && numeric.includes(type) && edit.range !== false,
    choices: field.enum !== undefined && type === field.type && edit.choices !== false,
  }
}

/** The definition that was found, with what somebody wants otherwise: its casts and its schema follow. */
export function definitionWith({ definition, fields, format }: Inference, edits: Edits): PipelineDefinition {
  const casts = new Map(definition.steps.flatMap((step) => ('cast' in step ? Object.entries(step.cast) : [])))
  const schema = (definition.schema ?? {}) as ObjectSchema
  const properties = new Map(Object.entries(schema.properties ?? {}))
  const required = new Set(schema.required)
  for (const field of fields) {
    const { name } = field
    const edit = edits.get(name)
    if (!edit) continue
    const wanted = fieldWith(field, edit)
    setOrDelete(casts, name, castFor(wanted.type, field, format === 'csv'))
    properties.set(name, propertyWith(field, wanted, properties.get(name)))
    if (wanted.required) required.add(name)
    else required.delete(name)
  }
  const cast: Step[] = casts.size > 0 ? [{ cast: Object.fromEntries(casts) }] : []
  return {
    ...definition,
    steps: [...cast, ...definition.steps.filter((step) => !('cast' in step))],
    schema: {
      ...schema,
      ...(properties.size > 0 && { properties: Object.fromEntries(properties) }),
      required: [...required],
    },
  }
}

function setOrDelete<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key)
  else map.set(key, value)
}

/** @param isText whether everything comes as text, so that a text needs no cast */
function castFor(type: InferredType, field: InferredField, isText: boolean): CastTarget | undefined {
  if (type === field.type) return field.cast
  if (type === 'string' && isText) return undefined
  return castTypes.find((each) => each === type)
}

function propertyWith(field: InferredField, wanted: Required<FieldEdit>, found: JsonSchema = {}): JsonSchema {
  const { minimum: _minimum, maximum: _maximum, enum: choices, ...rest } = found
  const isSame = wanted.type === field.type
  const property = {
    ...(isSame ? rest : shapeOf(wanted.type)),
    ...(wanted.range && field.range),
    ...(wanted.choices && { enum: choices ?? field.enum }),
  }
  return isSame && wanted.required === field.required ? property : withNull(property, !wanted.required)
}

/** What the values of a type are stored as. */
function shapeOf(type: InferredType): JsonSchema {
  switch (type) {
    case 'timestamp':
      return { type: 'string', format: 'date-time' }
    case 'bigint':
      return { type: 'string', pattern: '^-?[0-9]+$' }
    case 'decimal':
      return { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$' }
    case 'mixed':
      return {}
    default:
      return { type }
  }
}

/** The same, with null or without it. What takes anything goes on doing so. */
function withNull(property: JsonSchema, takesNull: boolean): JsonSchema {
  const { type, enum: choices } = property
  if (type === undefined) return property
  const types: unknown[] = [type].flat().filter((each) => each !== 'null')
  const values: unknown[] | undefined = Array.isArray(choices)
    ? (choices as unknown[]).filter((each) => each !== null)
    : undefined
  if (takesNull) {
    types.push('null')
    values?.push(null)
  }
  return { ...property, type: types.length === 1 ? types[0] : types, ...(values && { enum: values }) }
}
