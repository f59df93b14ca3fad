import { inspect } from './inspect.ts'
import { hasEscapedName } from './plain-names.ts'
import { readJson } from './read-json.ts'

/** Parses JSON of our own making, in which no name is twice: JSON.parse, and the order of fields is kept. */
export function parseInOrder(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return value
  const { hasNumberLike, isOutOfBounds } = inspect(value)
  return (hasNumberLike || hasEscapedName(text)) && !isOutOfBounds ? readJson(text) : value
}
