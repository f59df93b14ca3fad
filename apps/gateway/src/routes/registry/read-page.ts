import type { Frame } from '@syndicate/catalog'
import type { PageStart } from './page-cursor.ts'
import { inGroups, linesOf } from './record-lines.ts'

export interface Page {
  /** Records as JSON, each with its line feed. */
  lines: Buffer[]
  /** Where the next page begins when this one has `count` of its records; null when there is none. */
  nextAfter(count: number): PageStart | null
}

const oneByOne = { lines: 1, bytes: Infinity }

interface Most {
  records: number
  /** A record that is larger is alone on its page. */
  bytes: number
}

/**
 * One page of records: no more is unpacked than is on it.
 * @param frames the frames after `start.after`
 */
export async function readPage(frames: AsyncIterable<Frame>, start: PageStart, most: Most): Promise<Page> {
  const lines: Buffer[] = []
  const frameStarts: { index: number; after: PageStart['after']; skip: number }[] = []
  let bytes = 0
  let { after, skip } = start

  function pageOf(isLast: boolean): Page {
    return {
      lines,
      nextAfter(count) {
        if (isLast && count === lines.length) return null
        const begun = frameStarts.findLast(({ index }) => index <= count)!
        return { version: start.version, after: begun.after, skip: begun.skip + count - begun.index }
      },
    }
  }

  for await (const frame of frames) {
    frameStarts.push({ index: lines.length, after, skip })
    for await (const piece of linesOf(frame)) {
      for (const line of inGroups(piece, oneByOne)) {
        if (skip-- > 0) continue
        bytes += line.length
        if (lines.length === most.records || (bytes > most.bytes && lines.length > 0)) return pageOf(false)
        lines.push(line)
      }
    }
    after = frame.key
    skip = 0
  }
  return pageOf(true)
}
