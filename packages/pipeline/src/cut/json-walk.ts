import { mostNameBytes, nameOf } from './field-name.ts'
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

/** Goes through JSON by its brackets, strings and names alone, however it is split: what else is wrong in it is not seen. */
export interface JsonWalk {
  /** How many lists and objects are open. */
  readonly depth: number
  /** Goes on behind the next bracket that is in no string, or to the end of the bytes. @returns where it stopped */
  next(bytes: Uint8Array, from: number): number
  /**
   * Where the value stands that was begun or has just ended in so many open lists and objects, as the tokens of a JSON
   * Pointer. Undefined where that is deeper than is looked, or a name is no JSON.
   */
  path(depth: number): string[] | undefined
}

/** A list or an object that is open. */
interface Level {
  isList: boolean
  /** Of the value under way, in a list. */
  index: number
  /** Of the value under way, in an object; its bytes as they stand, escapes included. */
  name: number[]
  isNamed: boolean
}

/**
 * @param levels how deep names are looked at
 * @param intoLists whether they are looked at within lists as well
 */
export function createJsonWalk(levels: number, { intoLists }: { intoLists: boolean }): JsonWalk {
  const open: Level[] = []
  let depth = 0
  let inString = false
  let escaped = false
  /** Whose name the string under way is. */
  let named: Level | undefined

  function beginString(level: Level | undefined): void {
    inString = true
    named = level && !level.isList && !level.isNamed ? level : undefined
    if (named) named.name = []
  }

  /** Returns where the string that `from` is in has ended, or the end of the bytes. */
  function skipString(bytes: Uint8Array, from: number): number {
    const end = bytes.length
    const start = from
    let i = escaped ? from + 1 : from
    while (i < end) {
      const byte = bytes[i]!
      if (byte === quote) break
      i += byte === backslash ? 2 : 1
    }
    inString = i >= end
    escaped = i > end
    if (named) {
      const room = mostNameBytes - named.name.length
      named.name.push(...bytes.subarray(start, Math.min(i, start + room)))
    }
    return inString ? end : i + 1
  }

  function enter(byte: number): void {
    const isList = byte === openBracket
    if (depth === open.length && depth < levels && (intoLists || !isList))
      open.push({ isList, index: 0, name: [], isNamed: false })
    depth++
  }

  function leave(): void {
    depth--
    if (depth < open.length) open.length = Math.max(0, depth)
  }

  function next(bytes: Uint8Array, from: number): number {
    const end = bytes.length
    const level = depth === open.length ? open[depth - 1] : undefined
    let i = inString ? skipString(bytes, from) : from
    while (i < end) {
      const byte = bytes[i++]!
      if (byte === quote) {
        beginString(level)
        i = skipString(bytes, i)
      } else if (byte === openBrace || byte === openBracket) {
        enter(byte)
        return i
      } else if (byte === closeBrace || byte === closeBracket) {
        leave()
        return i
      } else if (level && byte === colon) level.isNamed = true
      else if (level && byte === comma) {
        level.index++
        level.isNamed = false
      }
    }
    return end
  }

  return {
    get depth() {
      return depth
    },
    next,
    path(within) {
      if (within > open.length) return undefined
      const tokens = open.slice(0, within).map(({ isList, index, name }) => (isList ? String(index) : nameOf(name)))
      return tokens.every((token) => token !== undefined) ? tokens : undefined
    },
  }
}
