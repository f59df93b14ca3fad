import type { ErrorObject } from 'ajv/dist/2020.js'
import { shown } from '../record/shown.ts'
import { castValue } from '../steps/cast-value.ts'

/** What to do about a violation, as far as the record shows; '' where it does not. */
export function whatToDo({ keyword, params, data }: ErrorObject): string {
  if (keyword === 'required') return likeName((params as { missingProperty: string }).missingProperty, data as object)
  if (keyword === 'format' && (params as { format: string }).format === 'date-time') {
    return castValue.timestamp(data) === undefined ? '' : ': cast it to timestamp'
  }
  if (keyword !== 'type' || typeof data !== 'string') return ''
  const type = [(params as { type: string | string[] }).type].flat().find(isCastable)
  return type === undefined || castValue[type](data) === undefined ? '' : `: cast it to ${type}`
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
