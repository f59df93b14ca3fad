import { Duration, fieldOfMap, keysOfMap, kindOf, MapValue, Timestamp, Uint, type TypeValue } from './values.ts'

/** Numbers are equal across their types, and all else within its own. */
export function areEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isNumber(a) && isNumber(b)) return plainNumber(a) == plainNumber(b)
  const kind = kindOf(a)
  if (kind !== kindOf(b)) return false
  switch (kind) {
    case 'list':
      return areEqualLists(a as unknown[], b as unknown[])
    case 'map':
      return areEqualMaps(a, b)
    case 'bytes':
      return compare(a, b) === 0
    case 'type':
      return (a as TypeValue).name === (b as TypeValue).name
    case 'google.protobuf.Timestamp':
    case 'google.protobuf.Duration':
      return (a as Timestamp).nanos === (b as Timestamp).nanos
    default:
      return false
  }
}

function areEqualLists(a: unknown[], b: unknown[]): boolean {
  return a.length === b.length && a.every((item, at) => areEqual(item, b[at]))
}

function areEqualMaps(a: unknown, b: unknown): boolean {
  const keys = keysOfMap(a)
  if (keys.length !== keysOfMap(b).length) return false
  return keys.every((key) => {
    const other = b instanceof MapValue || typeof key === 'string' ? fieldOfMap(b, key) : undefined
    return other !== undefined && areEqual(fieldOfMap(a, key), other)
  })
}

type AnyNumber = number | bigint | Uint

function isNumber(value: unknown): value is AnyNumber {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Uint
}

/** JavaScript compares a bigint and a double by their exact values. */
function plainNumber(value: AnyNumber): number | bigint {
  return value instanceof Uint ? value.value : value
}

/** Below 0, 0 or above it as the first comes before the second; undefined where neither does (NaN). Both of one kind, or numbers. */
export function compare(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'string') return compareTexts(a, b as string)
  if (a instanceof Uint8Array) return compareBytes(a, b as Uint8Array)
  const [left, right] = [ordinal(a), ordinal(b)]
  if (left < right) return -1
  if (left > right) return 1
  return left == right ? 0 : undefined
}

function ordinal(value: unknown): number | bigint {
  if (typeof value === 'boolean') return Number(value)
  if (value instanceof Timestamp || value instanceof Duration) return value.nanos
  return plainNumber(value as AnyNumber)
}

/** By code points, where JavaScript goes by units of UTF-16. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (left !== right) return inCodePoints(left) - inCodePoints(right)
  }
  return a.length - b.length
}

/** Halves of pairs stand for what comes after all other units. */
function inCodePoints(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index])
  return at < 0 || at >= b.length ? a.length - b.length : a[at]! - b[at]!
}
