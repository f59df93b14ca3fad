import { canonicalJson } from '../steps/canonical-json.ts'

/** Whether a value is one of these, by what it holds: nothing that a record is made of can make it look like another. */
export function oneOf(values: unknown[]): (value: unknown) => boolean {
  const texts = new Set(values.map(canonicalJson))
  return (value) => texts.has(canonicalJson(value))
}

/** Whether no two items hold the same. */
export function areDistinct(items: unknown[]): boolean {
  return new Set(items.map(canonicalJson)).size === items.length
}
