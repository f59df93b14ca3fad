/** What a job's reference is made of. */
const members = new Set(['v', 'run', 'epoch', 'ordinal', 'place', 'handicap'])

/** A job's data as it may be shown: the members of a reference, cut short. Whatever else got into Redis stays there. */
export function shownReference(data: unknown): Record<string, unknown> {
  if (typeof data !== 'object' || data === null) return {}
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name.slice(0, 40), members.has(name) ? shown(value) : '[hidden]']),
  )
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, 64)
  return typeof value === 'number' || typeof value === 'boolean' ? value : '[hidden]'
}
