/** Values of a record that may each be wrong, in each branch that a schema offers. */
const mostLooks = 20_000
/** Whatever the schema: so many values are looked at twice at most. */
const mostValues = 1000

/**
 * How many values a record may hold for all that is wrong with it to be told. To note all of it, every branch of an `anyOf` is
 * followed to its end, though its first word was wrong; where a branch leads back into the schema, that doubles with each level.
 */
export function mostToldOf(schema: unknown): number {
  const found = { branches: 0, refers: false }
  count(schema, found)
  if (found.branches > 0 && found.refers) return 0
  return Math.min(mostValues, Math.floor(mostLooks / Math.max(1, found.branches)))
}

function count(node: unknown, found: { branches: number; refers: boolean }): void {
  if (typeof node !== 'object' || node === null) return
  for (const [key, value] of Object.entries(node)) {
    if ((key === 'anyOf' || key === 'oneOf') && Array.isArray(value)) found.branches += value.length
    if (key === '$ref' || key === '$dynamicRef') found.refers = true
    count(value, found)
  }
}

/** Whether a record holds fewer values than so many, counting itself as none. */
export function hasFewValues(record: unknown, fewValues: number): boolean {
  const open = [record]
  let values = 0
  for (let value = open.pop(); typeof value === 'object' && value !== null; value = open.pop()) {
    if (Array.isArray(value) && value.length >= fewValues) return false
    // One by one: to list all values of a large record takes longer than reading it.
    for (const name in value) {
      if (++values >= fewValues) return false
      const item = (value as Record<string, unknown>)[name]
      if (typeof item === 'object' && item !== null) open.push(item)
    }
  }
  return values < fewValues
}
