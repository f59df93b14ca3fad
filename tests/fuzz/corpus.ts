import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, 'corpus')

/** Inputs that once found something, kept for ever: replayed before anything is made up. */
export function corpus<T>(kind: 'requests' | 'frames'): { name: string; input: T }[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith(`${kind}-`))
    .toSorted()
    .map((file) => ({ name: file, input: JSON.parse(readFileSync(join(folder, file), 'utf8')) as T }))
}
