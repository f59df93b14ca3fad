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
  let speakers: Set<string> | undefined
  for (const { keyword, schemaPath } of errors) if (speaksFor.has(keyword)) (speakers ??= new Set()).add(schemaPath)
  const findings = errors.filter((error) => !isSaid(error, errors.length, speakers))
  const told: Violation[] = []
  for (const error of findings.slice(0, mostTold)) {
    const violation = violationOf(error, errors)
    if (!told.some(({ must, is }) => must === violation.must && is === violation.is)) told.push(violation)
  }
  return { told, more: Math.max(0, findings.length - mostTold) }
}

/** Keywords that are told by what is wrong below them, and those that speak for all that is. */
const speaksBelow = new Set(['if', 'propertyNames'])
const speaksFor = new Set(['anyOf', 'oneOf', 'contains', 'not'])

function isSaid({ keyword, schemaPath }: ErrorObject, count: number, speakers: Set<string> | undefined): boolean {
  if (speaksBelow.has(keyword)) return count > 1
  if (!speakers) return false
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
function pathOf({ instancePath, keyword, params }: ErrorObject): string[] {
  const names = instancePath.split('/').slice(1)
  const path = instancePath.includes('~') ? names.map(unescaped) : names
  const named = nameIn[keyword]
  return named === undefined ? path : [...path, String((params as Record<string, unknown>)[named])]
}

/** Where errors about something that is in an object, or is not, have its name. */
const nameIn: Record<string, string | undefined> = {
  required: 'missingProperty',
  dependentRequired: 'missingProperty',
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
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

function shownValue({ keyword, data }: ErrorObject): string | undefined {
  // Of what is missing, or must not be there, a value says nothing.
  if (nameIn[keyword] !== undefined) return undefined
  if (typeof data !== 'object' || data === null) return shown(data)
  if (keyword !== 'type' && keyword !== 'anyOf') return undefined
  return Array.isArray(data) ? 'a list' : 'an object'
}
