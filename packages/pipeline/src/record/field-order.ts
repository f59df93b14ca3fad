import type { Row } from './row.ts'

/** Under which an object keeps the order of its names, where JavaScript does not. */
const order = Symbol('order')

type Ordered = Row & { [order]?: readonly string[] }

const zero = 48
const nine = 57
/** Of the largest number that JavaScript takes for an index. */
const mostDigits = 10

/** Whether JavaScript may put this name before those that came earlier: it takes digits for the index of a list. */
export function isNumberLike(name: string): boolean {
  const first = name.charCodeAt(0)
  return first >= zero && first <= nine && name.length <= mostDigits && /^\d+$/.test(name)
}

/**
 * Such names are rare, so an object is a plain one, and only where it has some their order lies beside it. Whatever holds
 * such an object keeps an order as well, so that one look at a record tells.
 * @param names may have more than the object, and less: what it got later by plain names comes behind them
 */
export function keepOrder(object: object, names: readonly string[]): void {
  ;(object as Ordered)[order] = names
}

/** An object just made, which keeps the order of its names where it, or what it holds, needs one. @param names all of them */
export function inOrder(object: Row, names: readonly string[]): Row {
  if (names.some((name) => isNumberLike(name) || holdsOrder(object[name]))) keepOrder(object, names)
  return object
}

export function isOrdered(object: object): boolean {
  return (object as Ordered)[order] !== undefined
}

/** Whether a value is, or is a list that holds, an object with an order of its own. */
export function holdsOrder(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsOrder)
  return typeof value === 'object' && value !== null && isOrdered(value)
}

/** The names of an object's fields in the order they came. */
export function namesOf(object: object): readonly string[] {
  const names = Object.keys(object)
  const kept = (object as Ordered)[order]
  if (!kept) return names
  if (kept.length === names.length && kept.every((name) => Object.hasOwn(object, name))) return kept
  const known = new Set(kept)
  return [...kept.filter((name) => Object.hasOwn(object, name)), ...names.filter((name) => !known.has(name))]
}

/** Takes a field away, and its place: when it comes again, it comes last. */
export function remove(object: Row, name: string): void {
  delete object[name]
  if (isOrdered(object)) keepOrder(object, namesOf(object))
}
