import { isNumberLike, keepOrder, namesOf } from './field-order.ts'
import type { Row } from './row.ts'

/** Sets an own field, whatever its name: a plain assignment of `__proto__` would change the prototype and lose the value. */
export function put(record: Row, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true })
  } else record[name] = value
}

/** The same for a single field that may be new: then it comes last. */
export function putLast(record: Row, name: string, value: unknown): void {
  if (isNumberLike(name) && !Object.hasOwn(record, name)) keepOrder(record, [...namesOf(record), name])
  put(record, name, value)
}
