import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder, and the way to remove it: `await using folder = temporaryFolder()`. */
export function temporaryFolder(): { path: string; [Symbol.asyncDispose](): Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), 'syndicate-stack-'))
  // Passable for the account that PostgreSQL runs as under root.
  chmodSync(path, 0o711)
  return { path, [Symbol.asyncDispose]: async () => rmSync(path, { recursive: true, force: true }) }
}
