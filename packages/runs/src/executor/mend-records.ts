import type { PatchOperation } from '@syndicate/contracts'
import { compilePatch, mendRecord, parseInOrder, type Mended } from '@syndicate/pipeline'
import type { MendTask } from './task.ts'

/** Mends records in order, until all are done, the time is up or enough is there: at least one. */
export function mendRecords({ texts, patch, maxChars, most }: Omit<MendTask, 'kind'>): Mended[] {
  const compiled = patch === undefined ? undefined : compilePatch(parseInOrder(patch) as PatchOperation[])
  const end = performance.now() + most.ms
  const mended: Mended[] = []
  let chars = 0
  for (const text of texts) {
    const one = mendRecord(text, compiled, maxChars)
    mended.push(one)
    chars += 'line' in one ? one.line.length : 0
    if (chars > most.chars || performance.now() > end) break
  }
  return mended
}
