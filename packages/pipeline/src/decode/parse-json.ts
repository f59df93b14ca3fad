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
    return new Fault('malformed-record', `Not valid JSON: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null) return losesDigits(text) ? readJson(text) : value
  return losesByLength(text) ? readJson(text) : settled(text, value)
}

/** The same of what JSON.parse has made of a text, in which no number loses digits by its length. */
export function settled(text: string, value: object): unknown {
  return isAsSaid(text, inspect(value)) ? value : readJson(text)
}

/**
 * Whether JSON.parse has certainly made what a text says, in which no number loses digits by its length.
 * @param bytes of the text, where they are at hand: for many records at once
 */
export function isAsSaid(text: string, found: Findings, bytes?: Uint8Array): boolean {
  if (found.isOutOfBounds || found.hasNumberLike || (found.hasNearZero && losesNearZero(text))) return false
  return hasPlainNames(text, found.names, bytes)
}
