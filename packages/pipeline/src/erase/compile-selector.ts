import type { ErasureSelector } from '@syndicate/contracts'
import { compileExpression } from '../cel/compile-expression.ts'
import { parseJson } from '../decode/parse-json.ts'
import { Fault } from '../record/fault.ts'
import { jsonOf } from '../record/json-of.ts'
import type { Row } from '../record/row.ts'
import { RecipeError } from '../recipe-error.ts'

/** Says of records in every form that are kept whether they are meant. */
export interface Selector {
  /** Of a stored record, as its line. */
  isStored(line: string): boolean
  /** Of a record that is at hand: before the steps, where values are still as they came. */
  isGiven(value: unknown): boolean
  /**
   * Of a record that the steps cannot take: as it is given, or, where it has no field of a name that is asked for, the value in
   * any of its fields, for a step may have been to rename it.
   */
  isPerhaps(value: unknown): boolean
  /** Whether a text that nobody can read as a record holds the values that are asked for; never of an expression. */
  isNamedIn(text: string): boolean
}

type Values = Extract<ErasureSelector, { key: unknown }>['key']

/** Throws RecipeError on an expression that is wrong. */
export function compileSelector(selector: ErasureSelector): Selector {
  return 'key' in selector ? byValues(Object.entries(selector.key)) : byExpression(selector.where)
}

function byValues(values: [string, Values[string]][]): Selector {
  const wanted = values.map(([name, value]) => ({ name, value, json: JSON.stringify(value), text: String(value) }))
  // As JSON has them nothing in them is escaped, so that most lines need not be parsed.
  const needles = wanted.map(({ text }) => text).filter((text) => /^[\w .@:+-]+$/.test(text))
  const words = wanted.map(({ text }) => wordOf(text))

  function isMeant(record: unknown, isSame: (value: unknown, want: Wanted) => boolean): boolean {
    if (!isRecord(record)) return false
    return wanted.every((want) => Object.hasOwn(record, want.name) && isSame(record[want.name], want))
  }

  return {
    isStored: (line) => needles.every((needle) => line.includes(needle)) && isMeant(parseJson(line), isSameStored),
    isGiven: (value) => isMeant(value, isSameGiven),
    isPerhaps: (value) => isRecord(value) && wanted.every((want) => isInAny(value, want)),
    isNamedIn: (text) => words.every((word) => word.test(text)),
  }
}

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Fault)
}

function isInAny(record: Row, want: Wanted): boolean {
  if (Object.hasOwn(record, want.name)) return isSameGiven(record[want.name], want)
  return Object.values(record).some((value) => isSameGiven(value, want))
}

interface Wanted {
  name: string
  value: Values[string]
  json: string
  text: string
}

function isSameStored(value: unknown, { value: want, json, text }: Wanted): boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return value === want
  if (value === null || value === undefined) return false
  const written = jsonOf(value)
  return written === json || written === text
}

function isSameGiven(value: unknown, { text }: Wanted): boolean {
  if (value === null || value === undefined) return false
  return typeof value === 'string' ? value.trim() === text : jsonOf(value) === text
}

/** A value as a word of its own: 5 is not in 15 or 5.2. */
function wordOf(text: string): RegExp {
  const escaped = text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
  return new RegExp(String.raw`(?<![\p{L}\p{N}_])(?<!\d\.)${escaped}(?!\.\d)(?![\p{L}\p{N}_])`, 'u')
}

function byExpression(text: string): Selector {
  const { kind, evaluate } = compileExpression(text, 'where')
  if (kind !== 'bool' && kind !== 'dyn')
    throw new RecipeError('where', `It must be true or false, this is of type ${kind}`)
  // Where a record has no such field, it is not true of it.
  const isGiven = (value: unknown) => isRecord(value) && evaluate(value) === true
  return { isStored: (line) => isGiven(parseJson(line)), isGiven, isPerhaps: isGiven, isNamedIn: () => false }
}
