import { ProblemError, type PatchOperation } from '@syndicate/contracts'
import { parseInOrder } from '../decode/parse-in-order.ts'
import { remove as removeField } from '../record/field-order.ts'
import { orderedJson } from '../record/json-of.ts'
import { put, putLast } from '../record/put.ts'

/** A JSON Patch (RFC 6902), checked. */
export interface Patch {
  /** Whether it begins by replacing the whole record, so that it does not matter what that was. */
  readonly replacesAll: boolean
  /**
   * The record patched; the one given is used up.
   * @param maxChars how much `copy` may add, as JSON
   * Throws an Error when the patch does not apply.
   */
  apply(record: unknown, maxChars: number): unknown
}

interface Step {
  op: PatchOperation['op']
  path: string[]
  from: string[]
  /** JSON, parsed anew for every record: the steps after it may change what it gave. */
  value: string
}

interface Place {
  holder: Record<string, unknown> | unknown[]
  key: string
}

/**
 * Checks a patch as a whole. Throws validation-failed with the operation that is wrong.
 *
 * Our own, because a record's fields are plain data whatever their names, and the libraries at hand find `/toString` in
 * every object, pass over a field `constructor`, lose one named `__proto__` or write beside an array.
 */
export function compilePatch(operations: PatchOperation[]): Patch {
  const steps = operations.map(compileStep)
  const [first] = steps
  return {
    replacesAll: first !== undefined && first.path.length === 0 && (first.op === 'replace' || first.op === 'add'),
    apply(record, maxChars) {
      // The whole record is a field too, so that replacing it is no special case.
      const root = { '': record }
      let budget = maxChars
      for (const step of steps) budget -= applyStep(root, step, budget)
      return root['']
    },
  }
}

function compileStep(operation: PatchOperation, index: number): Step {
  const { op, path, from } = operation
  const wrong = (what: string) => new ProblemError('validation-failed', `patch[${index}]: ${what}`)
  if (op === 'add' || op === 'replace' || op === 'test') {
    if (operation.value === undefined) throw wrong(`${op} needs a value`)
  }
  if (op === 'move' || op === 'copy') {
    if (from === undefined) throw wrong(`${op} needs a from`)
    if (op === 'move' && path.startsWith(`${from}/`)) throw wrong('a value cannot move into itself')
  }
  if (op === 'remove' && path === '') throw wrong('nothing would be left of the record')
  return { op, path: tokens(path), from: tokens(from ?? ''), value: orderedJson(operation.value ?? null) }
}

function tokens(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** @returns how much was copied, in characters of JSON */
function applyStep(root: object, { op, path, from, value }: Step, budget: number): number {
  switch (op) {
    case 'add':
      add(root, path, parseInOrder(value))
      return 0
    case 'replace':
      replace(root, path, parseInOrder(value))
      return 0
    case 'remove':
      remove(root, path)
      return 0
    case 'test':
      if (!isSame(get(root, path), JSON.parse(value))) throw new Error(`${shownPath(path)} is something else`)
      return 0
    case 'move': {
      const moved = get(root, from)
      if (from.length > 0) remove(root, from)
      add(root, path, moved)
      return 0
    }
    case 'copy': {
      const copied = orderedJson(get(root, from))
      if (copied.length > budget) throw new Error('It grows too large')
      add(root, path, parseInOrder(copied))
      return copied.length
    }
  }
}

/** Whether two values of JSON are the same, whatever the order of their fields. Costs no more than the smaller one is large. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one === other
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const names = Object.keys(one)
  if (names.length !== Object.keys(other).length) return false
  const at = (value: object, name: string) => (value as Record<string, unknown>)[name]
  return names.every((name) => Object.hasOwn(other, name) && isSame(at(one, name), at(other, name)))
}

/** Where a path leads to, if all of it but the last exists. */
function placeOf(root: object, path: string[]): Place {
  let holder: unknown = root
  let key = ''
  for (const token of path) {
    holder = at({ holder: holder as Place['holder'], key })
    if (typeof holder !== 'object' || holder === null) throw new Error(`${shownPath(path)} leads nowhere`)
    key = token
  }
  return { holder: holder as Place['holder'], key }
}

function at({ holder, key }: Place): unknown {
  if (Array.isArray(holder)) return holder[indexIn(holder, key, holder.length - 1)]
  if (!Object.hasOwn(holder, key)) throw new Error(`There is no ${JSON.stringify(key)}`)
  return holder[key]
}

/** An index as RFC 6901 writes it: digits alone, no leading zero. */
function indexIn(list: unknown[], key: string, last: number): number {
  const index = /^(0|[1-9]\d{0,9})$/.test(key) ? Number(key) : Infinity
  if (index > last) throw new Error(`A list of ${list.length} has no place ${JSON.stringify(key)}`)
  return index
}

function get(root: object, path: string[]): unknown {
  return at(placeOf(root, path))
}

function add(root: object, path: string[], value: unknown): void {
  const { holder, key } = placeOf(root, path)
  if (!Array.isArray(holder)) putLast(holder, key, value)
  else if (key === '-') holder.push(value)
  else holder.splice(indexIn(holder, key, holder.length), 0, value)
}

function replace(root: object, path: string[], value: unknown): void {
  const place = placeOf(root, path)
  at(place)
  const { holder, key } = place
  if (Array.isArray(holder)) holder[Number(key)] = value
  else put(holder, key, value)
}

function remove(root: object, path: string[]): void {
  const place = placeOf(root, path)
  at(place)
  const { holder, key } = place
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else removeField(holder, key)
}

function shownPath(path: string[]): string {
  return JSON.stringify(path.map((token) => `/${token}`).join(''))
}
