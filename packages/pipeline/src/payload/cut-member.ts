import { ProblemError } from '@syndicate/contracts'
import { maxDepth } from '../record/max-depth.ts'
import { endOfName, endOfString, endOfValue, skipSpace, unexpected } from './scan-json.ts'
import { backslash, closeBrace, comma, openBrace } from '../record/json-bytes.ts'

/** A record within a list within a message: what is nested deeper would be refused later anyway. */
const mostDepth = maxDepth + 1

const decoder = new TextDecoder()
const nothing = new TextEncoder().encode('null')

export interface CutJson {
  /** The JSON without what was cut out: null is in its place. */
  rest: Uint8Array
  /** What was cut out, byte for byte; undefined when there is no such member. */
  value: Uint8Array | undefined
}

/**
 * Cuts the value of one member out of a JSON object, so that it goes on as it was sent: it is checked to be JSON, and nothing is
 * made of it. Of what is no object all is rest.
 * @param bytes valid UTF-8
 * @throws ProblemError malformed-body: not JSON, nested too deeply, or the member is there twice
 */
export function cutMember(bytes: Uint8Array, member: string): CutJson {
  const start = skipSpace(bytes, startOf(bytes))
  let found: Place | undefined
  const end = bytes[start] === openBrace ? endOfMembers(bytes, start, look) : endOfValue(bytes, start, mostDepth)
  const after = skipSpace(bytes, end)
  if (after < bytes.length) throw unexpected(bytes, after)
  if (!found) return { rest: bytes, value: undefined }
  const rest = joined(bytes.subarray(0, found.start), nothing, bytes.subarray(found.end))
  return { rest, value: bytes.subarray(found.start, found.end) }

  function look(name: number, value: Place): void {
    if (!isNamed(bytes, name, member)) return
    if (found) throw new ProblemError('malformed-body', `There are two members ${member}`)
    found = value
  }
}

interface Place {
  start: number
  end: number
}

/** Where the object that begins at `start` ends. @param see is told of each member where its name and its value are */
function endOfMembers(bytes: Uint8Array, start: number, see: (name: number, value: Place) => void): number {
  let at = skipSpace(bytes, start + 1)
  if (bytes[at] === closeBrace) return at + 1
  for (;;) {
    const value = endOfName(bytes, at)
    const end = endOfValue(bytes, value, mostDepth)
    see(at, { start: value, end })
    at = skipSpace(bytes, end)
    if (bytes[at] === closeBrace) return at + 1
    if (bytes[at] !== comma) throw unexpected(bytes, at)
    at = skipSpace(bytes, at + 1)
  }
}

/** Behind a byte order mark, which JSON may have. */
function startOf(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

/** Whether the name at `at` is that, also when it is written with escapes, which take up to six bytes a letter. */
function isNamed(bytes: Uint8Array, at: number, member: string): boolean {
  const length = endOfString(bytes, at) - at
  if (length < member.length + 2 || length > member.length * 6 + 2) return false
  const name = bytes.subarray(at, at + length)
  if (length > member.length + 2 && !name.includes(backslash)) return false
  return JSON.parse(decoder.decode(name)) === member
}

function joined(...pieces: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
