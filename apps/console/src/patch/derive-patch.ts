import type { PatchOperation } from '@syndicate/contracts'

type Fields = Record<string, unknown>

/**
 * The JSON Patch that makes one value of another. Fields are compared one by one; a list that differs is replaced as a
 * whole, since a refused record is mended in few places.
 */
export function derivePatch(from: unknown, to: unknown, path = ''): PatchOperation[] {
  if (same(from, to)) return []
  if (!isFields(from) || !isFields(to)) return [{ op: 'replace', path, value: to }]
  const removed = Object.keys(from).filter((name) => !Object.hasOwn(to, name))
  const set = Object.keys(to).flatMap((name) =>
    Object.hasOwn(from, name)
      ? derivePatch(from[name], to[name], pointer(path, name))
      : [{ op: 'add' as const, path: pointer(path, name), value: to[name] }],
  )
  return [...removed.map((name) => ({ op: 'remove' as const, path: pointer(path, name) })), ...set]
}

/** One step further down, as RFC 6901 writes it. */
export function pointer(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, index) => same(each, b[index]))
  if (!isFields(a) || !isFields(b)) return Object.is(a, b)
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  )
}
