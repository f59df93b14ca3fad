import type { ErrorObject } from 'ajv/dist/2020.js'
import { shown } from '../record/shown.ts'
import { shownPath } from './shown-path.ts'
import { whatToDo } from './what-to-do.ts'

/** One thing that is wrong with a record. */
export interface Violation {
  /** The field of the record in which it is, where that is one. */
  field: string | undefined
  /** Whether it is that field itself, not something in it. */
  isField: boolean
  /** What it must be, with its name: `a must be number`. */
  must: string
  /** What it is, as a reason shows it; undefined where that says nothing. */
  is: string | undefined
  /** The same as a value. */
  value: unknown
  /** What to do about it; '' where nobody can know. */
  hint: string
}

export interface Violations {
  told: Violation[]
  /** How many there are besides. */
  more: number
}

/** A reason has no room for more. */
const mostTold = 50

/** What Ajv found, told of fields: what only repeats something else is left out, and alternatives become one. */
export function violationsOf(errors: ErrorObject[]): Violations {
  const speakers = new Set(errors.filter(({ keyword }) => speaksFor.has(keyword)).map(({ schemaPath }) => schemaPath))
  const findings = errors.filter((error) => !isSaid(error, errors.length, speakers))
  const told = new Map<string, Violation>()
  for (const error of findings.slice(0, mostTold)) {
    const violation = violationOf(error, errors)
    told.set(`${violation.must} ${violation.is}`, violation)
  }
  return { told: [...told.values()], more: Math.max(0, findings.length - mostTold) }
}

/** Keywords that are told by what is wrong below them, and those that speak for all that is. */
const speaksBelow = new Set(['if', 'propertyNames'])
const speaksFor = new Set(['anyOf', 'oneOf', 'contains', 'not'])

function isSaid({ keyword, schemaPath }: ErrorObject, count: number, speakers: Set<string>): boolean {
  if (speaksBelow.has(keyword)) return count > 1
  if (speakers.size === 0) return false
  for (let end = schemaPath.lastIndexOf('/'); end > 0; end = schemaPath.lastIndexOf('/', end - 1)) {
    if (speakers.has(schemaPath.slice(0, end))) return true
  }
  return false
}

function violationOf(error: ErrorObject, errors: ErrorObject[]): Violation {
  const path = pathOf(error)
  const must = mustOf(error, errors)
  const subject = error.propertyName === undefined ? shownPath(path) : `The name ${shown(error.propertyName)}`
  return {
    field: path[0],
    isField: path.length === 1,
    must: `${subject} ${must}`,
    is: error.propertyName === undefined ? shownValue(error) : undefined,
    value: error.data,
    hint: whatToDo(error),
  }
}

/** Where it is, from the top of the record. */
function pathOf({ instancePath, params }: ErrorObject): string[] {
  const { missingProperty, additionalProperty, unevaluatedProperty } = params as Record<string, string | undefined>
  const names = instancePath.split('/').slice(1)
  const path = names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = missingProperty ?? additionalProperty ?? unevaluatedProperty
  return last === undefined ? path : [...path, last]
}

function mustOf(error: ErrorObject, errors: ErrorObject[]): string {
  const params = error.params as Record<string, unknown>
  switch (error.keyword) {
    case 'required':
      return 'is missing'
    case 'dependentRequired':
      return `is missing, where ${shownPath([String(params.property)])} is given`
    case 'additionalProperties':
    case 'unevaluatedProperties':
    case 'false schema':
      return 'is not allowed'
    case 'type':
      return `must be ${[params.type].flat().join(' or ')}`
    case 'enum':
      return `must be one of ${shown(params.allowedValues)}`
    case 'const':
      return `must be ${shown(params.allowedValue)}`
    case 'anyOf':
    case 'oneOf':
      return alternatives(error, errors)
    default:
      return error.message ?? `must be right by ${error.keyword}`
  }
}

/** What would do, by the first thing that each alternative wants of the same value. */
function alternatives({ keyword, schemaPath, instancePath, message }: ErrorObject, errors: ErrorObject[]): string {
  const branches = new Map<string, string>()
  const below = `${schemaPath}/`
  for (const other of errors) {
    if (other.instancePath !== instancePath || !other.schemaPath.startsWith(below)) continue
    const [branch] = other.schemaPath.slice(below.length).split('/', 1)
    const { missingProperty } = other.params as { missingProperty?: string }
    const must = missingProperty === undefined ? mustOf(other, []) : `must have ${shownPath([missingProperty])}`
    if (!branches.has(branch!)) branches.set(branch!, must)
  }
  const all = [...new Set(branches.values())]
  return all.length > 0 ? all.join(' or ') : (message ?? `must match ${keyword}`)
}

/** What says nothing about a missing field, or about one that must not be there. */
const withoutValue = new Set(['required', 'dependentRequired', 'additionalProperties', 'unevaluatedProperties'])

function shownValue({ keyword, data }: ErrorObject): string | undefined {
  if (withoutValue.has(keyword)) return undefined
  if (typeof data !== 'object' || data === null) return shown(data)
  if (keyword !== 'type' && keyword !== 'anyOf') return undefined
  return Array.isArray(data) ? 'a list' : 'an object'
}
