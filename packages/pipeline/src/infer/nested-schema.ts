import { namesOf } from '../record/field-order.ts'
import type { Row } from '../record/row.ts'
import { isNameable } from '../schema/check-schema.ts'

/** What a schema of values below the top may have: levels, names of an object, and names in all of them. */
const mostLevels = 3
const mostNames = 40
/** An object of names that seldom come again is a table by itself, whose names are values. */
const leastShare = 0.1
const mostUsualNames = 20
/** Numbers that were all whole: so many of them, or they may have had a fraction by chance. */
const leastWhole = 10

export type JsonSchema = Record<string, unknown>

/** Counts names down as they are taken. */
export interface Room {
  names: number
}

/** What values of JSON are, one or two levels deep. @param level how deep they are: 1 below a field at the top */
export function schemaOfValues(values: unknown[], room: Room, level = 1): JsonSchema {
  const objects: Row[] = []
  const lists: unknown[][] = []
  const types = new Set<string>()
  let numbers = 0
  for (const value of values) {
    if (value === null || value === undefined) types.add('null')
    else if (Array.isArray(value)) lists.push(value)
    else if (typeof value === 'object') objects.push(value as Row)
    else if (typeof value === 'number') {
      numbers++
      types.add(Number.isInteger(value) ? 'integer' : 'number')
    } else types.add(typeof value)
  }
  if (types.has('number') || (types.has('integer') && numbers < leastWhole)) types.add('number').delete('integer')
  if (types.has('number')) types.delete('integer')
  if (objects.length > 0) types.add('object')
  if (lists.length > 0) types.add('array')
  const inner = level < mostLevels
  return {
    ...(types.size > 0 && { type: types.size === 1 ? [...types][0] : [...types].sort(nullLast) }),
    ...(inner && objects.length > 0 && propertiesOf(objects, room, level)),
    ...(inner && lists.length > 0 && itemsOf(lists, room, level)),
  }
}

function nullLast(a: string, b: string): number {
  return Number(a === 'null') - Number(b === 'null')
}

function propertiesOf(objects: Row[], room: Room, level: number): JsonSchema {
  const values = new Map<string, unknown[]>()
  for (const object of objects) {
    for (const name of namesOf(object)) {
      const known = values.get(name)
      if (known) known.push(object[name])
      else if (values.size <= mostNames) values.set(name, [object[name]])
      else return {}
    }
  }
  const seldom = [...values.values()].filter((each) => each.length < objects.length * leastShare)
  if (values.size > mostUsualNames && seldom.length * 2 > values.size) return {}
  if (values.size > room.names || ![...values.keys()].every(isNameable)) return {}
  room.names -= values.size
  const required = [...values].filter(([, each]) => each.length === objects.length && !each.includes(null))
  return {
    ...(required.length > 0 && { required: required.map(([name]) => name) }),
    properties: Object.fromEntries([...values].map(([name, each]) => [name, schemaOfValues(each, room, level + 1)])),
  }
}

function itemsOf(lists: unknown[][], room: Room, level: number): JsonSchema {
  const items = lists.flat()
  return items.length > 0 ? { items: schemaOfValues(items, room, level + 1) } : {}
}
