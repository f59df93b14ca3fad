import { Fault } from '../record/fault.ts'
import { isNumberLike, isOrdered, keepOrder, namesOf } from '../record/field-order.ts'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import { shown } from '../record/shown.ts'
import type { CompiledStep } from './transformer.ts'

/** All names change at once, in place, so two fields can change theirs with each other. Absent fields are passed over. */
export function rename(names: Record<string, string>): CompiledStep {
  const renamed = new Map(Object.entries(names))
  const losesOrder = Object.values(names).some(isNumberLike)
  return {
    transform(row) {
      const next: Row = {}
      for (const name of Object.keys(row)) {
        const target = renamed.get(name) ?? name
        if (Object.hasOwn(next, target)) return new Fault('name-taken', `There is already a field ${shown(target)}`)
        put(next, target, row[name])
      }
      if (losesOrder || isOrdered(row))
        keepOrder(
          next,
          namesOf(row).map((name) => renamed.get(name) ?? name),
        )
      return next
    },
  }
}
