import type { CastTarget, Format, InferredField, PipelineDefinition, ReadOptions, Step } from '@syndicate/contracts'
import { isNameable } from '../schema/check-schema.ts'
import type { Judged } from './judge-column.ts'
import { schemaOfValues, type JsonSchema, type Room } from './nested-schema.ts'

/** Of a schema: as many properties and bytes as one may have, with room for what somebody adds. */
const mostProperties = 300
const mostNested = 200
const mostBytes = 56 * 1024

/** A field, and what it was told by. */
export interface FieldFound {
  field: Omit<InferredField, 'badCells'>
  judged: Judged
}

/** The pipeline that takes the records. What its schema has no room for stays open. */
export function definitionOf(format: Format, reading: ReadOptions, found: FieldFound[]): PipelineDefinition {
  const casts = found.flatMap(({ field }): [string, CastTarget][] =>
    field.cast === undefined ? [] : [[field.name, field.cast]],
  )
  const steps: Step[] = casts.length > 0 ? [{ cast: Object.fromEntries(casts) }] : []
  return {
    format,
    ...reading,
    datasets: [],
    mode: 'append',
    onInvalid: 'quarantine',
    live: false,
    steps,
    fixtures: [],
    schema: schemaOf(found),
  }
}

function schemaOf(found: FieldFound[]): JsonSchema {
  const encoder = new TextEncoder()
  const room: Room = { names: Math.min(mostNested, mostProperties - Math.min(mostProperties, found.length)) }
  const properties: [string, JsonSchema][] = []
  const required: string[] = []
  let bytes = 0
  for (const each of found.slice(0, mostProperties)) {
    const { name } = each.field
    if (!isNameable(name)) continue
    const schema = schemaOfField(each, room)
    bytes += encoder.encode(JSON.stringify([name, name, schema])).length
    if (bytes > mostBytes) break
    properties.push([name, schema])
    if (each.field.required) required.push(name)
  }
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(properties),
  }
}

function schemaOfField({ field, judged }: FieldFound, room: Room): JsonSchema {
  const { column } = judged
  const { type, required, range } = field
  const isText = type === 'string'
  // An empty cell is null to a cast, and a text to who takes texts.
  const takesNull = !required && (!isText || column.nulls + column.absent > 0)
  const or = (name: string) => (takesNull ? { type: [name, 'null'] } : { type: name })
  switch (type) {
    case 'string':
      return { ...or('string'), ...(field.enum && { enum: choices(field.enum, judged, takesNull) }) }
    case 'integer':
    case 'number':
      return { ...or(type), ...range }
    case 'boolean':
      return or('boolean')
    case 'timestamp':
      return { ...or('string'), format: 'date-time' }
    case 'bigint':
      return { ...or('string'), pattern: '^-?[0-9]+$' }
    case 'decimal':
      return { ...or('string'), pattern: '^-?[0-9]+(\\.[0-9]+)?$' }
    case 'object':
      return { ...schemaOfValues(column.objects, room), ...or('object') }
    case 'array':
      return { ...schemaOfValues(column.lists, room), ...or('array') }
    case 'mixed':
      return schemaOfValues(
        [...column.values.keys(), ...column.objects, ...column.lists, ...(takesNull ? [null] : [])],
        { names: 0 },
      )
    case 'null':
      return {}
  }
}

/** Besides its values, what a field had where it had none. */
function choices(values: unknown[], { column }: Judged, takesNull: boolean): unknown[] {
  const blank = [...column.values.keys()].filter((value) => typeof value === 'string' && value.trim() === '')
  return [...values, ...blank, ...(takesNull ? [null] : [])]
}
