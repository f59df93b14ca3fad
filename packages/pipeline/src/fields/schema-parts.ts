type Schema = Record<string, unknown>

/** Keywords whose schemas speak of the same value. */
const lists = ['allOf', 'anyOf', 'oneOf'] as const
const singles = ['if', 'then', 'else'] as const

/**
 * All parts of schemas that speak of the same value, each once.
 * @param whole what `$ref` refers into
 * @returns `isOpen`: some refer to a part by a name that is looked up otherwise than by its place
 */
export function partsOf(said: unknown[], whole: unknown): { parts: Schema[]; isOpen: boolean } {
  const parts = new Set<Schema>()
  const open = [...said]
  let isOpen = false
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null || parts.has(next as Schema)) continue
    const part = next as Schema
    parts.add(part)
    for (const key of lists) if (Array.isArray(part[key])) open.push(...(part[key] as unknown[]))
    for (const key of singles) open.push(part[key])
    open.push(...Object.values((part.dependentSchemas ?? {}) as object))
    if (part.$dynamicRef !== undefined || (part.$id !== undefined && part !== whole)) isOpen = true
    if (typeof part.$ref !== 'string') continue
    const target = found(part.$ref, whole)
    if (target === undefined) isOpen = true
    else open.push(target)
  }
  return { parts: [...parts], isOpen }
}

/** What stands at `#/…`; undefined for a reference of another kind. */
function found(ref: string, whole: unknown): unknown {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined
  const tokens = decodeURIComponent(ref).split('/').slice(1)
  let at = whole
  for (const token of tokens) at = (at as Schema | undefined)?.[token.replaceAll('~1', '/').replaceAll('~0', '~')]
  return at
}
