import { maxPageBytes } from '@syndicate/contracts'

export interface Page<T> {
  items: T[]
  /** The cursor of the next page; null when there is none. */
  next: string | null
}

/** What is around the things of a page. */
const envelopeBytes = 1024

/**
 * A page out of what was found: at most `limit` things, and as many as fit into a page's bytes as JSON; at least one.
 * @param found in order; one more than `limit` where there are more
 */
export function pageOf<T>(found: T[], limit: number, cursorOf: (last: T) => string): Page<T> {
  let bytes = envelopeBytes
  const tooLarge = found.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1
    return bytes > maxPageBytes && index > 0
  })
  const items = found.slice(0, tooLarge < 0 ? limit : Math.min(limit, tooLarge))
  return { items, next: found.length > items.length ? cursorOf(items.at(-1)!) : null }
}
