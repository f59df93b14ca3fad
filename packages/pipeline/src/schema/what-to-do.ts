import type { ErrorObject } from 'ajv/dist/2020.js'
import { shown } from '../record/shown.ts'
import { castValue } from '../steps/cast-value.ts'

/** What to do about a violation, as far as the record shows; '' where it does not. */
export function whatToDo({ keyword, params, data }: ErrorObject): string {
  if (keyword === 'required') return likeName((params as { missingProperty: string }).missingProperty, data as object)
  if (keyword === 'format' && (params as { format: string }).format === 'date-time') {
    return castValue.timestamp(data) === undefined ? '' : ': cast it to timestamp'
  }
  if (keyword !== 'type') return ''
  const types = [(params as { type: string | string[] }).type].flat()
  const type = types.find(isCastable)
  if (typeof data === 'string' && type !== undefined && castValue[type](data) !== undefined)
    return `: cast it to ${type}`
  return howToWiden(types, data)
}

/** How the schema would take a value of another type: nobody can tell whether the value is wrong, or the type has become too narrow. */
function howToWiden(types: string[], data: unknown): string {
  const all = (other: string) => `[${[...types, other].join(', ')}] in the schema`
  if (data === null) return `: say ${all('null')} where it may be missing`
  if (typeof data === 'number') return types.includes('integer') ? ': say number in the schema to take fractions' : ''
  return typeof data === 'string' && types.some(isCastable) ? `: say ${all('string')} if it comes so now` : ''
}

function isCastable(type: string): type is 'number' | 'integer' | 'boolean' {
  return type === 'number' || type === 'integer' || type === 'boolean'
}

/** Of a field that is not there: whether it is under a name that looks the same. */
function likeName(name: string, record: object): string {
  const wanted = bare(name)
  const other = Object.keys(record).find((each) => each.length >= wanted.length && bare(each) === wanted)
  return other === undefined ? '' : `: there is ${shown(other)}, rename it`
}

function bare(name: string): string {
  return name.trim().toLowerCase()
}
