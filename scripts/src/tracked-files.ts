import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const source = ['*.ts', '*.tsx', '*.js', '*.mjs', '*.html']

/** The source files git tracks below a folder, with paths relative to it. */
export function* trackedFiles(root: string): Generator<{ path: string; text: string }> {
  const listing = execFileSync('git', ['ls-files', '-z', '--', ...source], { cwd: root, encoding: 'utf8' })
  for (const path of listing.split('\0').filter(Boolean)) {
    const file = join(root, path)
    if (existsSync(file)) yield { path, text: readFileSync(file, 'utf8') }
  }
}
