import type { Frame } from '@syndicate/catalog'
import type { RecordEngine } from '@syndicate/pipeline'
import type { PageStart } from './page-cursor.ts'

export interface Page {
  /** Records, each as its JSON text. */
  lines: string[]
  next: PageStart | null
}

/**
 * One page of records.
 * @param frames the frames after `start.after`
 */
export async function readPage(
  frames: AsyncIterable<Frame>,
  engine: RecordEngine,
  start: PageStart,
  limit: number,
): Promise<Page> {
  const lines: string[] = []
  let { after, skip } = start
  for await (const frame of frames) {
    if (lines.length === limit) return { lines, next: { version: start.version, after, skip: 0 } }
    const all = engine.read(frame.data)
    const taken = all.slice(skip, skip + limit - lines.length)
    for (const line of taken) lines.push(line)
    if (skip + taken.length < all.length) {
      return { lines, next: { version: start.version, after, skip: skip + taken.length } }
    }
    after = frame.key
    skip = 0
  }
  return { lines, next: null }
}
