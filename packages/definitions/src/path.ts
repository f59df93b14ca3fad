/** Where something is in what people wrote: keys and positions from the top. */
export type Path = readonly (string | number)[]

/** A path as JSON Pointer (RFC 6901). */
export function pointerOf(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The path that a JSON Pointer says. Digits are taken for a position. */
export function pathOfPointer(pointer: string): Path {
  const keys = pointer.split('/').slice(1)
  return keys
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key))
}

/** A path as people read it: `steps[2].derive.level`; a key that is no plain word is quoted. */
export function formatPath(path: Path): string {
  const text = path.map((key) =>
    typeof key === 'number' ? `[${key}]` : /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
  )
  return text.join('').replace(/^\./, '') || '(top)'
}
