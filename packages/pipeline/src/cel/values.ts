import { CarriedValue } from '../record/carried-value.ts'
import { inOrder, namesOf } from '../record/field-order.ts'
import { put } from '../record/put.ts'
import { printDuration, printTimestamp } from './times.ts'

/** CEL's types. JSON's numbers are doubles, and a bigint is an int. */
export type Kind =
  | 'null_type'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'list'
  | 'map'
  | 'google.protobuf.Timestamp'
  | 'google.protobuf.Duration'
  | 'type'
/** `dyn` is known when there is a record. */
export type StaticKind = Kind | 'dyn'

export class Uint extends CarriedValue {
  readonly value: bigint

  constructor(value: bigint) {
    super()
    if (value < 0n || value >= 1n << 64n) throw new Error('unsigned integer overflow')
    this.value = value
  }

  carried(): bigint {
    return this.value
  }
}

const firstNanos = -62_135_596_800_000_000_000n
const lastNanos = 253_402_300_799_999_999_999n

/** Since 1970, in nanoseconds, from the year 1 to 9999. */
export class Timestamp extends CarriedValue {
  readonly nanos: bigint

  constructor(nanos: bigint) {
    super()
    if (nanos < firstNanos || nanos > lastNanos) throw new Error('timestamp out of range')
    this.nanos = nanos
  }

  carried(): string {
    return printTimestamp(this.nanos, 3)
  }
}

/** In nanoseconds, as many as 64 bits hold: 292 years. */
export class Duration extends CarriedValue {
  readonly nanos: bigint

  constructor(nanos: bigint) {
    super()
    if (BigInt.asIntN(64, nanos) !== nanos) throw new Error('duration out of range')
    this.nanos = nanos
  }

  carried(): string {
    return printDuration(this.nanos)
  }
}

export class TypeValue extends CarriedValue {
  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
  }

  carried(): string {
    return this.name
  }
}

type Key = string | bigint | boolean

/** A map that an expression makes; those of a record are plain objects. Numbers that are equal are the same key. */
export class MapValue extends CarriedValue {
  readonly entries = new Map<Key, { key: unknown; value: unknown }>()

  add(key: unknown, value: unknown): void {
    const plain = keyOf(key)
    if (plain === undefined || typeof key === 'number')
      throw new Error(`A map's key is a text, a whole number or a bool, this is ${kindOf(key)}`)
    if (this.entries.has(plain)) throw new Error(`The map has a key twice: ${String(plain)}`)
    this.entries.set(plain, { key, value })
  }

  carried(): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    for (const [key, { value }] of this.entries) {
      if (Object.hasOwn(object, String(key))) throw new Error(`Two keys of a map are one in JSON: ${String(key)}`)
      put(object, String(key), value)
    }
    return inOrder(object, [...this.entries.keys()].map(String))
  }
}

/** What a key is looked up by; undefined for what can be none. */
export function keyOf(key: unknown): Key | undefined {
  if (typeof key === 'string' || typeof key === 'bigint' || typeof key === 'boolean') return key
  if (key instanceof Uint) return key.value
  return Number.isInteger(key) ? BigInt(key as number) : undefined
}

export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'number':
      return 'double'
    case 'bigint':
      return 'int'
    case 'boolean':
      return 'bool'
    default:
      return value === null ? 'null_type' : kindOfObject(value as object)
  }
}

function kindOfObject(value: object): Kind {
  if (Array.isArray(value)) return 'list'
  if (value instanceof Uint8Array) return 'bytes'
  if (!(value instanceof CarriedValue)) return 'map'
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp'
  if (value instanceof Duration) return 'google.protobuf.Duration'
  return value instanceof Uint ? 'uint' : value instanceof MapValue ? 'map' : 'type'
}

/** The value under a key of a map, undefined when there is none. */
export function fieldOfMap(map: unknown, key: unknown): unknown {
  if (map instanceof MapValue) return map.entries.get(keyOf(key)!)?.value
  return typeof key === 'string' && Object.hasOwn(map as object, key)
    ? (map as Record<string, unknown>)[key]
    : undefined
}

export function keysOfMap(map: unknown): unknown[] {
  return map instanceof MapValue ? [...map.entries.values()].map(({ key }) => key) : [...namesOf(map as object)]
}
