import { Fault } from '../record/fault.ts'
import { inspect, type Findings } from './inspect.ts'
import { losesByLength, losesDigits, losesNearZero } from './losing-digits.ts'
import { hasPlainNames } from './plain-names.ts'
import { readJson } from './read-json.ts'

/**
 * Parses one JSON text. A `__proto__` key is an ordinary field, and the order of fields is kept, by `keepOrder` where JavaScript
 * does not. Returns a Fault when it is no JSON, or an object has a name twice. Numbers become what `exactNumber` says; one out
 * of a double's range refuses the record.
 */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const second = secondValueIn(text, error)
    return new Fault(
      'malformed-record',
      second === undefined
        ? `Not valid JSON: ${(error as Error).message}`
        : `Another value begins at character ${second + 1} of the line`,
    )
  }
  if (typeof value !== 'object' || value === null) return losesDigits(text) ? readJson(text) : value
  return settled(text, value)
}

/** The same of what JSON.parse has made of a text. */
export function settled(text: string, value: object): unknown {
  return !losesByLength(text) && isAsSaid(text, inspect(value)) ? value : readJson(text)
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

/**
 * Whether JSON.parse has certainly made what a text says, in which no number loses digits by its length.
 * @param bytes of the text, where they are at hand: for many records at once
 */
export function isAsSaid(text: string, found: Findings, bytes?: Uint8Array): boolean {
  if (found.isOutOfBounds || found.hasNumberLike || (found.hasNearZero && losesNearZero(text))) return false
  return hasPlainNames(text, found.names, bytes)
}
