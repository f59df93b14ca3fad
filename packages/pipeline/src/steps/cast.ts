import type { CastTarget, CastType } from '@syndicate/contracts'
import { fieldOf, literal, writeField } from '../fuse/source.ts'
import { Fault } from '../record/fault.ts'
import { remove } from '../record/field-order.ts'
import { listed } from '../record/listed.ts'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import { shown } from '../record/shown.ts'
import type { CastReading } from './cast-reading.ts'
import { castValue, whyNot } from './cast-value.ts'
import { isNumeric, usualNumber, whyNoNumber, type NumberSigns } from './number-text.ts'
import { readTimes, type TimeReader } from './time-formats.ts'
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

/** Left out of the record. */
const nothing = Symbol('nothing')

/**
 * Casts as `castValue` says, or as the formats of a time do. Null and absent stay what they are; texts are read as those of
 * their input are. Throws RecipeError.
 */
export function cast(targets: Record<string, CastTarget>, path: string, reading: CastReading): CompiledStep {
  const casts = Object.entries(targets).map(([name, target]) => {
    if (typeof target === 'string') return { name, type: target, castOf: castOf(name, target, reading) }
    const times = readTimes(target, `${path}.${name}`)
    return { name, type: target.to, castOf: castOf(name, target.to, reading, times) }
  })
  return {
    changes: Object.keys(targets),
    transform(row) {
      for (const [index, { name, castOf }] of casts.entries()) {
        const value = Object.hasOwn(row, name) ? row[name] : undefined
        if (value === null || value === undefined) continue
        const result = castOf(value)
        if (result instanceof Fault) return withLater(result, casts.slice(index + 1), row)
        if (result === nothing) remove(row, name)
        else if (result !== value) put(row, name, result)
      }
      return row
    },
    write(source) {
      for (const [index, { name, type, castOf }] of casts.entries()) {
        const later = casts.slice(index + 1)
        const all = (fault: Fault, row: Row) => withLater(fault, later, row)
        const value = source.fresh('value')
        source.add(`const ${value} = ${fieldOf('row', name)}`)
        source.add(`if (!(${settled[type](value)}) && ${value} !== undefined && ${value} !== null) {`)
        const result = source.fresh('cast')
        source.add(`const ${result} = ${source.bind(castOf)}(${value})`)
        source.add(`if (${result} instanceof ${source.bind(Fault)}) return ${source.bind(all)}(${result}, row)`)
        source.add(`if (${result} === ${source.bind(nothing)}) ${source.bind(remove)}(row, ${literal(name)})`)
        source.add(`else if (${result} !== ${value}) {`)
        writeField(source, name, result)
        source.add('}}')
      }
    },
  }
}

interface Cast {
  name: string
  castOf(value: unknown): unknown
}

/** The fault of a field, and those of the fields that come after it in the same step. */
function withLater(fault: Fault, later: Cast[], row: Row): Fault {
  const faults = [fault]
  for (const { name, castOf } of later) {
    const value = Object.hasOwn(row, name) ? row[name] : undefined
    const result = value === null || value === undefined ? value : castOf(value)
    if (result instanceof Fault) faults.push(result)
  }
  return faults.length === 1 ? fault : new Fault(fault.code, listed(faults.map(({ reason }) => reason)), fault.field)
}

/** The value cast, `nothing`, or why it cannot be. */
function castOf(
  name: string,
  type: CastType,
  { numbers, emptyAs }: CastReading,
  times?: TimeReader,
): (value: unknown) => unknown {
  const empty = emptyAs && type !== 'string' ? (emptyAs(name) === null ? null : nothing) : undefined
  const isNumber = isNumeric(type)
  const hasSigns = numbers.decimal !== undefined || numbers.thousands !== undefined
  const usualCast = times?.cast ?? castValue[type]
  const valueOf = isNumber && hasSigns ? (value: unknown) => usualCast(inUsualSigns(value, numbers)) : usualCast
  return (value) => {
    const result = valueOf(value)
    if (result !== undefined) return result
    const isText = typeof value === 'string'
    if (isText && empty !== undefined && value.trim() === '') return empty
    const why = (isText && isNumber && whyNoNumber(value, numbers)) || (times?.whyNot(value) ?? whyNot(type, value))
    return new Fault('cast-failed', `${shown(name)} is no ${type}: ${shown(value)}${why}`, name)
  }
}

/** Undefined, which is no number, for a text whose signs are not where they belong. */
function inUsualSigns(value: unknown, numbers: NumberSigns): unknown {
  return typeof value === 'string' ? usualNumber(value, numbers) : value
}
