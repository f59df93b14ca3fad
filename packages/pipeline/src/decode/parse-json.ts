import { Fault } from '../record/fault.ts'
import { maxDepth } from '../record/max-depth.ts'

/**
 * Parses one JSON text. Of duplicate keys the last counts, as everywhere in JavaScript; a `__proto__` key is an ordinary field.
 * Returns a Fault when it is no JSON. Whole numbers a double cannot hold exactly become their digits as a string; a number too large for a double refuses the record.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return value
    const findings = inspect(value, 1)
    if (findings === 'sound') return value
    if (findings === 'inexact') return JSON.parse(text, keepDigits) as unknown
    return new Fault(
      'malformed-record',
      findings === 'deep' ? `Nested deeper than ${maxDepth} levels` : 'A number is out of range',
    )
  } catch (error) {
    return new Fault('malformed-record', `Not valid JSON: ${(error as Error).message}`)
  }
}

/** Whether a parsed record is what its text says, in every number and not too deep; if not, `parseJson` knows what is. */
export function isSound(value: object): boolean {
  return inspect(value, 1) === 'sound'
}

type Findings = 'sound' | 'inexact' | 'infinite' | 'deep'

function inspect(value: object, depth: number): Findings {
  if (depth > maxDepth) return 'deep'
  if (Array.isArray(value)) return inspectAll(value, depth)
  let findings: Findings = 'sound'
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key]
    if (typeof item === 'string') continue
    const found = inspectItem(item, depth)
    if (found === 'deep' || found === 'infinite') return found
    if (found === 'inexact') findings = found
  }
  return findings
}

function inspectAll(items: unknown[], depth: number): Findings {
  let findings: Findings = 'sound'
  for (const item of items) {
    const found = inspectItem(item, depth)
    if (found === 'deep' || found === 'infinite') return found
    if (found === 'inexact') findings = found
  }
  return findings
}

function inspectItem(item: unknown, depth: number): Findings {
  if (typeof item === 'number') {
    if (item <= Number.MAX_SAFE_INTEGER && item >= Number.MIN_SAFE_INTEGER) return 'sound'
    return Number.isFinite(item) ? 'inexact' : 'infinite'
  }
  return typeof item === 'object' && item !== null ? inspect(item, depth + 1) : 'sound'
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?\d+$/.test(source) && BigInt(source) !== BigInt(value) ? source : value
}
