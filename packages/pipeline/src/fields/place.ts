import { fieldBits } from '@syndicate/contracts'
import { compilePattern, type Pattern } from '../schema/compile-pattern.ts'
import { partsOf } from './schema-parts.ts'

/** What a schema says of the names in a value, wherever in a record that stands. It may lead back to itself. */
export interface Place {
  /** What an object has here, by name; null where the schema names nothing, so that names are data. */
  fields: Map<string, Place> | null
  /** Fields besides these, by their names. */
  patterns: Pattern[]
  /** What a list holds here. */
  items: Place | null
  /** What the value is, in bits of `fieldBits`; 0 where the schema leaves that open. */
  types: number
  /** Whether there is a name to look for in the value. */
  isLookedInto: boolean
}

/** Places that are made of one schema; beyond them names are data. */
const mostPlaces = 2000

type Schema = Record<string, unknown>

/** What a schema says of the names in a record. @param schema one that compiles */
export function placeOf(schema: unknown): Place {
  const numbers = new Map<object, number>()
  const made = new Map<string, Place>()
  const numberOf = (part: object) => numbers.get(part) ?? (numbers.set(part, numbers.size), numbers.size - 1)

  function make(said: unknown[]): Place {
    const { parts, isOpen } = partsOf(said, schema)
    const types = typesOf(said)
    const key = `${types} ${isOpen} ${parts
      .map(numberOf)
      .toSorted((a, b) => a - b)
      .join()}`
    const known = made.get(key)
    if (known) return known
    const place: Place = { fields: null, patterns: [], items: null, types, isLookedInto: false }
    if (made.size >= mostPlaces) return place
    made.set(key, place)
    if (!isOpen && !parts.some(describesAll)) Object.assign(place, namedIn(parts, make))
    const items = parts.flatMap(({ items, prefixItems, contains, unevaluatedItems }) => [
      ...(Array.isArray(prefixItems) ? prefixItems : []),
      ...[items, contains, unevaluatedItems].filter((each) => each !== undefined),
    ])
    if (items.length > 0) place.items = make(items)
    return place
  }

  const top = make([schema])
  settleLookedInto([top, ...made.values()])
  return top
}

/** Whether all names of an object are described at once: then it is a table, and they are its keys. */
function describesAll({ additionalProperties, unevaluatedProperties }: Schema): boolean {
  return [additionalProperties, unevaluatedProperties].some(
    (said) => typeof said === 'object' && said !== null && Object.keys(said).length > 0, // {} says what true says
  )
}

function namedIn(parts: Schema[], make: (said: unknown[]) => Place): Pick<Place, 'fields' | 'patterns'> {
  const said = new Map<string, unknown[]>()
  const add = (name: string, ...schemas: unknown[]) => void said.set(name, [...(said.get(name) ?? []), ...schemas])
  const patterns: Pattern[] = []
  for (const { properties, patternProperties, required, dependentRequired } of parts) {
    for (const [name, schema] of Object.entries((properties ?? {}) as object)) add(name, schema)
    for (const pattern of Object.keys((patternProperties ?? {}) as object))
      patterns.push(compilePattern(pattern, 'schema', 'ECMA-262'))
    const dependent = Object.values((dependentRequired ?? {}) as Record<string, string[]>).flat()
    for (const name of [...((required ?? []) as string[]), ...dependent]) add(name)
  }
  if (said.size === 0 && patterns.length === 0) return { fields: null, patterns }
  return { fields: new Map([...said].map(([name, schemas]) => [name, make(schemas)])), patterns }
}

/** Bits of what values a schema allows, by its own words; 0 where it leaves that open. */
function typesOf(said: unknown[]): number {
  const [schema] = said as Schema[]
  if (said.length !== 1 || typeof schema !== 'object' || schema === null) return 0
  const { type, enum: choices, const: only } = schema
  if (type !== undefined) return joined([type].flat().map((name) => fieldBits[name as keyof typeof fieldBits] ?? 0))
  if (Array.isArray(choices)) return joined(choices.map(bitsOf))
  return only === undefined ? 0 : bitsOf(only)
}

function joined(bits: number[]): number {
  return bits.reduce((all, each) => all | each, 0)
}

/** The bit of what a value is. */
export function bitsOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return fieldBits.string
    case 'boolean':
      return fieldBits.boolean
    case 'number':
      return Number.isInteger(value) ? fieldBits.integer : fieldBits.number
    default:
      return value === null ? fieldBits.null : Array.isArray(value) ? fieldBits.array : fieldBits.object
  }
}

/** A place is looked into for its own names, and for those of what it holds. */
function settleLookedInto(places: Place[]): void {
  for (let isSettled = false; !isSettled;) {
    isSettled = true
    for (const place of places) {
      if (place.isLookedInto) continue
      const inner = place.fields !== null || place.items?.isLookedInto === true
      if (inner) {
        place.isLookedInto = true
        isSettled = false
      }
    }
  }
}
