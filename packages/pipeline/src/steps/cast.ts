import type { CastType } from '@syndicate/contracts'
import { Fault } from '../record/fault.ts'
import { put } from '../record/put.ts'
import { shown } from '../record/shown.ts'
import { castValue } from './cast-value.ts'
import type { Transformer } from './transformer.ts'

/** Casts as `castValue` says. Null and absent stay what they are. */
export function cast(types: Record<string, CastType>): Transformer {
  const casts = Object.entries(types).map(([name, type]) => ({ name, type, toType: castValue[type] }))
  return (row) => {
    for (const { name, type, toType } of casts) {
      const value = row[name]
      if (value === null || value === undefined || !Object.hasOwn(row, name)) continue
      const result = toType(value)
      if (result === undefined) return new Fault('cast-failed', `${shown(name)} is no ${type}: ${shown(value)}`)
      if (result !== value) put(row, name, result)
    }
    return row
  }
}
