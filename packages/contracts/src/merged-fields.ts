import { fieldBits, mostFieldsSeen, type FieldsSeen } from './fields-seen.ts'

/** What fields records have of whom some were seen here and some there, in any order. */
export function mergedFields(one: FieldsSeen, other: FieldsSeen): FieldsSeen {
  const leftOut = joined(one.leftOut, other.leftOut, (a = 0, b = 0) => a + b)
  const merged: FieldsSeen = leftOut ? { leftOut: few(leftOut) } : {}
  const isAbsent = one.stored && other.stored ? fieldBits.absent : 0
  const stored = joined(one.stored, other.stored, (a = isAbsent, b = isAbsent) => a | b)
  const refused = joined(one.refused, other.refused, () => 1 as const)
  const others = Object.entries(refused ?? {}).filter(([name]) => !stored || !Object.hasOwn(stored, name))
  const sizes = [Object.keys(stored ?? {}).length + others.length, Object.keys(leftOut ?? {}).length]
  if (one.more || other.more || sizes.some((size) => size > mostFieldsSeen)) return { ...merged, more: true }
  if (stored) merged.stored = stored
  if (others.length > 0) merged.refused = Object.fromEntries(others)
  return merged
}

function joined<T>(
  one: Record<string, T> | undefined,
  other: Record<string, T> | undefined,
  join: (one: T | undefined, other: T | undefined) => T,
): Record<string, T> | undefined {
  if (!one || !other) return one ?? other
  const all = new Map<string, T>()
  for (const name of [...Object.keys(one), ...Object.keys(other)])
    all.set(name, join(valueOf(one, name), valueOf(other, name)))
  return Object.fromEntries(all)
}

function valueOf<T>(fields: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** The first ones by their names, in whatever order they came. */
function few<T>(fields: Record<string, T>): Record<string, T> {
  const all = Object.entries(fields)
  if (all.length <= mostFieldsSeen) return fields
  return Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, mostFieldsSeen))
}
