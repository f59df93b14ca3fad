import { isSpace } from '../cut/is-space.ts'
import { createJsonWalk } from '../cut/json-walk.ts'
import { openBrace, openBracket } from '../record/json-bytes.ts'
import { pointerOf } from '../record/json-pointer.ts'

/** So much of a JSON is looked at for its list. */
const mostBytes = 1024 * 1024
/** A list deeper than this is a part of something else. */
const mostSteps = 4

export interface FoundList {
  /** JSON Pointer (RFC 6901). */
  pointer: string
  /** Objects in it, as far as it was looked. */
  items: number
}

/**
 * The list of objects that most of a JSON is, where that is one object. None where it is several values, or no such list is in
 * it: then each value is a record.
 */
export function findList(head: Uint8Array): FoundList | undefined {
  const bytes = head.subarray(0, mostBytes)
  const walk = createJsonWalk(mostSteps, { intoLists: false })
  /** The list under way that lies in no other. */
  let list: { start: number; depth: number; items: number } | undefined
  let best: (FoundList & { bytes: number }) | undefined

  function offer(end: number): void {
    if (!list || list.items === 0 || (best && best.bytes >= end - list.start)) return
    const path = walk.path(list.depth - 1)
    const pointer = path && pointerOf(path)
    if (pointer !== undefined) best = { pointer, items: list.items, bytes: end - list.start }
  }

  let at = bytes[0] === 0xef ? 3 : 0
  while (isSpace(bytes[at])) at++
  if (bytes[at] !== openBrace) return undefined
  do {
    const before = walk.depth
    at = walk.next(bytes, at)
    const { depth } = walk
    if (depth > before) {
      if (!list && bytes[at - 1] === openBracket) list = { start: at - 1, depth, items: 0 }
      else if (list && depth === list.depth + 1 && bytes[at - 1] === openBrace) list.items++
    } else if (list && depth < list.depth) {
      offer(at - 1)
      list = undefined
    }
  } while (walk.depth > 0 && at < bytes.length)
  const isCut = walk.depth > 0
  if (!isCut && !bytes.subarray(at).every((byte) => isSpace(byte))) return undefined
  offer(bytes.length)
  return best && (best.items > 1 || isCut) ? { pointer: best.pointer, items: best.items } : undefined
}
