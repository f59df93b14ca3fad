import { isOrdered, keepOrder, namesOf } from '../record/field-order.ts'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import { fieldPath } from './field-path.ts'
import type { Place } from './place.ts'

/** Whether a name of an object is one that the schema says there. */
export function isNamed(place: Place, name: string): boolean {
  return place.fields!.has(name) || place.patterns.some((pattern) => pattern.test(name))
}

/** Whether a value has a field, somewhere in it, that the schema does not name where it names others. */
export function hasNewField(value: unknown, place: Place): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value))
    return place.items?.isLookedInto === true && value.some((item) => hasNewField(item, place.items!))
  if (place.fields === null) return false
  for (const name in value) {
    if (!isNamed(place, name)) return true
    const inner = place.fields.get(name)
    if (inner?.isLookedInto && hasNewField((value as Row)[name], inner)) return true
  }
  return false
}

/** Tells each such field by its path, as often as it is there */
export function newFieldsIn(value: unknown, place: Place, tell: (path: string) => void, path = ''): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    if (place.items?.isLookedInto) for (const item of value) newFieldsIn(item, place.items, tell, path)
    return
  }
  if (place.fields === null) return
  for (const name of namesOf(value)) {
    if (!isNamed(place, name)) tell(fieldPath(path, name))
    const inner = place.fields.get(name)
    if (inner?.isLookedInto) newFieldsIn((value as Row)[name], inner, tell, fieldPath(path, name))
  }
}

/** A value without such fields, made anew where it has some; what holds it is changed in place. */
export function withoutNewFields(value: unknown, place: Place): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    if (place.items?.isLookedInto)
      for (const [at, item] of value.entries()) value[at] = withoutNewFields(item, place.items)
    return value
  }
  if (place.fields === null) return value
  const row = value as Row
  const names = namesOf(row)
  for (const name of names) {
    const inner = place.fields.get(name)
    if (inner?.isLookedInto) put(row, name, withoutNewFields(row[name], inner))
  }
  const kept = names.filter((name) => isNamed(place, name))
  if (kept.length === names.length) return row
  const next: Row = {}
  for (const name of kept) put(next, name, row[name])
  if (isOrdered(row)) keepOrder(next, kept)
  return next
}
