import type { CastType } from '@syndicate/contracts'
import { fieldOf, writeField } from '../fuse/source.ts'
import { Fault } from '../record/fault.ts'
import { put } from '../record/put.ts'
import { shown } from '../record/shown.ts'
import { castValue, whyNot } from './cast-value.ts'
import type { CompiledStep } from './transformer.ts'

/** What each cast gives back as it is, without being asked. */
const settled: Record<CastType, (value: string) => string> = {
  number: (value) => `typeof ${value} === "number"`,
  integer: (value) => `Number.isSafeInteger(${value})`,
  decimal: () => 'false',
  bigint: () => 'false',
  boolean: (value) => `typeof ${value} === "boolean"`,
  string: (value) => `typeof ${value} === "string"`,
  timestamp: () => 'false',
}

/** Casts as `castValue` says. Null and absent stay what they are. */
export function cast(types: Record<string, CastType>): CompiledStep {
  const casts = Object.entries(types).map(([name, type]) => ({
    name,
    type,
    /** The value cast, or why it cannot be. */
    castOf(value: unknown): unknown {
      const result = castValue[type](value)
      return result === undefined
        ? new Fault('cast-failed', `${shown(name)} is no ${type}: ${shown(value)}${whyNot(type, value)}`, name)
        : result
    },
  }))
  return {
    transform(row) {
      for (const { name, castOf } of casts) {
        const value = Object.hasOwn(row, name) ? row[name] : undefined
        if (value === null || value === undefined) continue
        const result = castOf(value)
        if (result instanceof Fault) return result
        if (result !== value) put(row, name, result)
      }
      return row
    },
    write(source) {
      for (const { name, type, castOf } of casts) {
        const value = source.fresh('value')
        source.add(`const ${value} = ${fieldOf('row', name)}`)
        source.add(`if (!(${settled[type](value)}) && ${value} !== undefined && ${value} !== null) {`)
        const result = source.fresh('cast')
        source.add(`const ${result} = ${source.bind(castOf)}(${value})`)
        source.add(`if (${result} instanceof ${source.bind(Fault)}) return ${result}`)
        source.add(`if (${result} !== ${value}) {`)
        writeField(source, name, result)
        source.add('}}')
      }
    },
  }
}
