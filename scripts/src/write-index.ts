import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceIndex } from '@syndicate/config'
import { findUses, formatUse, type Use } from './find-uses.ts'
import { trackedFiles } from './tracked-files.ts'

/**
 * Writes every use an index looks for into `.<name>.index` below `root`.
 * @returns how many there are, and those that stand where they may not
 */
export function writeIndex(root: string, name: string, index: SourceIndex): { found: number; misplaced: Use[] } {
  const uses = findUses(trackedFiles(root), index)
  writeFileSync(join(root, `.${name}.index`), uses.map((use) => `${formatUse(use)}\n`).join(''))
  return { found: uses.length, misplaced: uses.filter((use) => !use.allowed) }
}
