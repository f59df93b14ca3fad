import type { Frame, FrameKey } from '@syndicate/catalog'
import type { PageStart } from './page-cursor.ts'
import { inGroups, linesOf } from './record-lines.ts'

export interface Page {
  /** Records as JSON, each with its line feed. */
  lines: Buffer[]
  /** Of each the frame it lies in. */
  keys: FrameKey[]
  /** Where the next page begins when this one has `count` of its records; null when there is none. */
  nextAfter(count: number): PageStart | null
}

interface Chosen {
  kept: ReadonlySet<number>
  looked: number
}

/** Chooses records of a page. */
export interface Sieve {
  /** @returns which of these lines are wanted, by their index, of how many that were looked at: one at least */
  choose(lines: Buffer): Promise<Chosen>
  /** Of those it has chosen from last, the page goes on behind so many: the others are left to the next. */
  took(lines: number): void
  /** Whether that is enough for one page: what is behind it is left to the next. */
  isSpent(): boolean
}

const oneByOne = { lines: 1, bytes: Infinity }

interface Most {
  records: number
  /** A record that is larger is alone on its page. */
  bytes: number
  /** Versions that added records to it. @default any number */
  versions?: number
}

/**
 * One page of records: no more is unpacked than is on it, or was looked at for it.
 * @param frames the frames after `start.after`
 * @param sieve chooses some; without, all are wanted. Then the page may be short, or empty, and not the last
 */
export async function readPage(
  frames: AsyncIterable<Frame>,
  start: PageStart,
  most: Most,
  sieve?: Sieve,
): Promise<Page> {
  const { version } = start
  const lines: Buffer[] = []
  const keys: FrameKey[] = []
  /** Where reading goes on behind each of them. */
  const ends: PageStart[] = []
  let bytes = 0
  let versions = 0
  let { after, skip } = start

  function pageOf(isLast: boolean): Page {
    const end = { version, after, skip }
    return {
      lines,
      keys,
      nextAfter: (count) => (count < lines.length ? (ends[count - 1] ?? start) : isLast ? null : end),
    }
  }

  /** @returns whether all of them were gone through; otherwise the page ends */
  function takes(wanted: Buffer[], chosen: Chosen | undefined, key: FrameKey): boolean {
    for (const [index, line] of wanted.entries()) {
      const isFull = lines.length === most.records
      if ((isFull && sieve) || index === chosen?.looked) return false
      if (!chosen || chosen.kept.has(index)) {
        bytes += line.length
        if (keys.at(-1)?.version !== key.version) versions += 1
        const isTooMuch = bytes > most.bytes || versions > (most.versions ?? Infinity)
        if (isFull || (isTooMuch && lines.length > 0)) return false
        lines.push(line)
        keys.push(key)
        ends.push({ version, after, skip: skip + 1 })
      }
      skip += 1
    }
    return true
  }

  for await (const frame of frames) {
    let passed = 0
    for await (const piece of linesOf(frame)) {
      const all = [...inGroups(piece, oneByOne)]
      const wanted = all.slice(Math.max(0, skip - passed))
      passed += all.length
      if (wanted.length === 0) continue
      const chosen = await sieve?.choose(piece.subarray(piece.length - sizeOf(wanted)))
      const before = skip
      const isEnd = !takes(wanted, chosen, frame.key)
      sieve?.took(skip - before)
      if (isEnd || sieve?.isSpent()) return pageOf(false)
    }
    after = frame.key
    skip = 0
  }
  return pageOf(true)
}

function sizeOf(lines: Buffer[]): number {
  return lines.reduce((sum, { length }) => sum + length, 0)
}
