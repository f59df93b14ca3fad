import type { Path } from './path.ts'

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
