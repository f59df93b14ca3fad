import { isOrdered, keepOrder, namesOf } from '../record/field-order.ts'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import type { CompiledStep } from './transformer.ts'

/** Makes the record anew: an object that lost a field to `delete` is slow in everything that follows. */
export function drop(names: string[]): CompiledStep {
  const dropped = new Set(names)
  return {
    transform(row) {
      const next: Row = {}
      for (const name of Object.keys(row)) if (!dropped.has(name)) put(next, name, row[name])
      if (isOrdered(row))
        keepOrder(
          next,
          namesOf(row).filter((name) => !dropped.has(name)),
        )
      return next
    },
  }
}
