/** Where something is in what people wrote: keys and positions from the top. */
export type Path = readonly (string | number)[]

/** One thing wrong with what people wrote. */
export interface Fault {
  path: Path
  expected: string
  got: string
}

/** What is wrong with a part, told of the whole it is in. */
export function under(path: Path, faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }))
}

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
