import { mostNameBytes, nameOf } from '../cut/field-name.ts'
import { isSpace } from '../cut/is-space.ts'
import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  openBrace,
  openBracket,
  quote,
} from '../record/json-bytes.ts'

/** So much of a JSON is looked at for its list. */
const mostBytes = 1024 * 1024
/** A list deeper than this is a part of something else. */
const mostSteps = 4
const mostPointerChars = 500

export interface FoundList {
  /** JSON Pointer (RFC 6901). */
  pointer: string
  /** Objects in it, as far as it was looked. */
  items: number
}

/** A container under way. */
interface Level {
  isList: boolean
  name: number[]
  isNamed: boolean
  /** Objects in it. */
  objects: number
  start: number
}

/**
 * The list of objects that most of a JSON is, where that is one object. None where it is several values, or no such list is in
 * it: then each value is a record.
 */
export function findList(head: Uint8Array): FoundList | undefined {
  /** The outermost containers under way, and how many there are in all. */
  const levels: Level[] = []
  let depth = 0
  let inString = false
  let best: (FoundList & { bytes: number }) | undefined
  let isBehind = false

  function open(isList: boolean, at: number): void {
    const parent = here()
    if (parent?.isList && !isList) parent.objects++
    if (depth++ <= mostSteps) levels.push({ isList, name: [], isNamed: false, objects: 0, start: at })
  }

  function close(at: number): void {
    if (depth === levels.length) {
      offer(depth - 1, at)
      levels.pop()
    }
    depth--
    isBehind = depth === 0
  }

  /** The container that what comes next is in, unless it is too deep to matter. */
  function here(): Level | undefined {
    return depth === levels.length ? levels.at(-1) : undefined
  }

  /** A container may be what is looked for. */
  function offer(index: number, end: number): void {
    const { isList, objects: items, start } = levels[index]!
    const path = levels.slice(0, index)
    const bytes = end - start
    if (!isList || items === 0 || path.some((level) => level.isList) || (best && best.bytes >= bytes)) return
    const names = path.map(({ name }) => nameOf(name))
    if (names.includes(undefined)) return
    const pointer = names.map((name) => `/${name!.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
    if (pointer.length <= mostPointerChars) best = { pointer, items, bytes }
  }

  const end = Math.min(head.length, mostBytes)
  let at = head[0] === 0xef ? 3 : 0
  while (isSpace(head[at])) at++
  if (head[at] !== openBrace) return undefined
  for (; at < end; at++) {
    const byte = head[at]!
    const level = here()
    if (inString) {
      if (byte === backslash) {
        note(level, byte)
        note(level, head[++at] ?? 0)
      } else if (byte === quote) inString = false
      else note(level, byte)
    } else if (byte === quote) inString = true
    else if (isBehind) {
      if (!isSpace(byte)) return undefined
    } else if (byte === openBrace || byte === openBracket) open(byte === openBracket, at)
    else if (byte === closeBrace || byte === closeBracket) close(at)
    else if (level && byte === colon) level.isNamed = true
    else if (level && byte === comma) {
      level.isNamed = false
      level.name = []
    }
  }
  const isCut = depth > 0
  for (const index of levels.keys()) offer(index, end)
  return best && (best.items > 1 || isCut) ? { pointer: best.pointer, items: best.items } : undefined
}

/** A byte of the name under way. */
function note(level: Level | undefined, byte: number): void {
  if (level && !level.isList && !level.isNamed && level.name.length < mostNameBytes) level.name.push(byte)
}
