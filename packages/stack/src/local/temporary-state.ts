import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TemporaryState {
  /** Good as `stateDir` of a stack, or as the parent of a service's `dataDir` named `postgres`. */
  path: string
  /** Removes it with the data that PostgreSQL had to keep elsewhere. To be called when everything has stopped. */
  remove(): void
  [Symbol.asyncDispose](): Promise<void>
}

/** A state folder for a test or a benchmark: `await using state = temporaryState()`. */
export function temporaryState(parent: string = tmpdir()): TemporaryState {
  const path = mkdtempSync(join(parent, 'syndicate-'))
  // Passable for the account that PostgreSQL runs as under root.
  chmodSync(path, 0o711)
  const remove = () => {
    const outside = dataOutside(path)
    if (outside) rmSync(outside, { recursive: true, force: true })
    rmSync(path, { recursive: true, force: true })
  }
  return { path, remove, [Symbol.asyncDispose]: async () => remove() }
}

function dataOutside(path: string): string | null {
  try {
    return readFileSync(join(path, 'postgres', 'data-is-in'), 'utf8').trim() || null
  } catch {
    return null
  }
}
