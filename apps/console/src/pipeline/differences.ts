/** One place in which two definitions differ: where, as a JSON Pointer, and what stood and stands there. */
export interface Difference {
  path: string
  before?: unknown
  after?: unknown
}

/** What differs, place by place, in the order of the later one. What is not there is undefined. */
export function differencesOf(before: unknown, after: unknown, path = ''): Difference[] {
  if (!isHolder(before) || !isHolder(after) || Array.isArray(before) !== Array.isArray(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }]
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((key) =>
    differencesOf(
      memberOf(before, key),
      memberOf(after, key),
      `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`,
    ),
  )
}

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function memberOf(holder: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(holder, key) ? holder[key] : undefined
}
