import { exactNumber } from '../record/decimal-number.ts'
import { Fault } from '../record/fault.ts'
import { maxDepth } from '../record/max-depth.ts'
import { shown } from '../record/shown.ts'
import { losesDigits } from './losing-digits.ts'

/**
 * Parses one JSON text. Of duplicate keys the last counts, as everywhere in JavaScript; a `__proto__` key is an ordinary field.
 * Returns a Fault when it is no JSON. Numbers become what `exactNumber` says; one out of a double's range refuses the record.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = losesDigits(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)
    if (typeof value !== 'object' || value === null) return value
    const findings = inspect(value, 1)
    if (findings === 'sound') return value
    return findings === 'deep'
      ? new Fault('malformed-record', `Nested deeper than ${maxDepth} levels`)
      : outOfRange('A number')
  } catch (error) {
    if (error instanceof Fault) return error
    const second = secondValueIn(text, error)
    return new Fault(
      'malformed-record',
      second === undefined
        ? `Not valid JSON: ${(error as Error).message}`
        : `Another value begins at character ${second + 1} of the line`,
    )
  }
}

/** Where the second of several values begins; undefined when the first is not whole, or alone. */
export function secondValueAt(text: string): number | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return secondValueIn(text, error)
  }
}

/** The same by what JSON.parse threw. */
function secondValueIn(text: string, error: unknown): number | undefined {
  const at = /^Unexpected non-whitespace character after JSON at position (\d+)/.exec((error as Error).message)?.[1]
  return at !== undefined && /[[{"]/.test(text[Number(at)]!) ? Number(at) : undefined
}

function outOfRange(what: string): Fault {
  return new Fault('malformed-record', `${what} is out of range: send it as text`)
}

/** Whether a parsed record, of a text that does not lose digits, is what it says; if not, `parseJson` knows what is. */
export function isSound(value: object): boolean {
  return inspect(value, 1) === 'sound'
}

type Findings = 'sound' | 'infinite' | 'deep'

function inspect(value: object, depth: number): Findings {
  if (depth > maxDepth) return 'deep'
  if (Array.isArray(value)) return inspectAll(value, depth)
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key]
    if (typeof item === 'string') continue
    const found = inspectItem(item, depth)
    if (found !== 'sound') return found
  }
  return 'sound'
}

function inspectAll(items: unknown[], depth: number): Findings {
  for (const item of items) {
    const found = inspectItem(item, depth)
    if (found !== 'sound') return found
  }
  return 'sound'
}

function inspectItem(item: unknown, depth: number): Findings {
  if (typeof item === 'number') return Number.isFinite(item) ? 'sound' : 'infinite'
  return typeof item === 'object' && item !== null ? inspect(item, depth + 1) : 'sound'
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value
  const number = exactNumber(context.source)
  if (number === undefined) throw outOfRange(shown(context.source))
  return number
}
