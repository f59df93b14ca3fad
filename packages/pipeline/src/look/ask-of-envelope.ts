import { isSpace } from '../cut/is-space.ts'
import { createJsonWalk } from '../cut/json-walk.ts'
import { malformedInput } from '../cut/malformed-input.ts'
import { openBrace, openBracket } from '../record/json-bytes.ts'
import { pointerOf } from '../record/json-pointer.ts'
import { shown } from '../record/shown.ts'
import type { Declared } from './look-at.ts'

const byteOrderMark = [0xef, 0xbb, 0xbf]
/** How deep an envelope is looked into. */
const mostLevels = 16

/**
 * Goes by a JSON input that nothing is said of, and asks at its end whether it is an envelope: one object alone, with a list
 * of two objects or more in it, or in an object in it. Then nobody knows whether the object is the record, or the objects in the
 * list are.
 */
export interface EnvelopeQuestion {
  push(bytes: Uint8Array): void
  /** Throws malformed-input, with what to say. */
  end(): void
}

/** None where nobody can answer, or where it is said. */
export function askOfEnvelope({ format, reading, asSent }: Declared): EnvelopeQuestion | undefined {
  if (!asSent || format !== 'json' || reading.records !== undefined) return undefined
  const watch = createEnvelopeWatch()
  return {
    push: (bytes) => watch.push(bytes),
    end() {
      const list = watch.list()
      if (!list) return
      throw malformedInput(
        `1 record with a list ${shown(list.name)} of ${list.items}: its items? Say records=${list.pointer}, or records= with nothing behind it to publish the record as it is`,
      )
    },
  }
}

interface List {
  name: string
  pointer: string
  items: number
}

/** Goes through the first value alone: whatever is behind it means that it is no envelope. */
function createEnvelopeWatch() {
  const walk = createJsonWalk(mostLevels, { intoLists: false })
  let place: 'before' | 'within' | 'behind' | 'no envelope' = 'before'
  /** Depth of the list under way that lies in no other; 0 outside. */
  let listDepth = 0
  let items = 0
  let longest: List | undefined

  /** Goes on to the next bracket. @returns where it stopped */
  function next(bytes: Uint8Array, from: number): number {
    const before = walk.depth
    const at = walk.next(bytes, from)
    const { depth } = walk
    if (depth > before) {
      if (listDepth === 0 && bytes[at - 1] === openBracket) {
        listDepth = depth
        items = 0
      } else if (listDepth > 0 && depth === listDepth + 1 && bytes[at - 1] === openBrace) items++
    } else if (depth < before) {
      if (before === listDepth) {
        if (items >= 2 && items > (longest?.items ?? 0)) longest = listAt(walk.path(depth), items) ?? longest
        listDepth = 0
      }
      if (depth === 0) place = 'behind'
    }
    return at
  }

  return {
    push(bytes: Uint8Array): void {
      for (let i = 0; i < bytes.length && place !== 'no envelope';) {
        const byte = bytes[i]!
        if (place === 'before' && byte === openBrace) place = 'within'
        if (place === 'within') i = next(bytes, i)
        else if (isSpace(byte) || (place === 'before' && byteOrderMark.includes(byte))) i++
        else place = 'no envelope'
      }
    },
    /** The longest list of objects in the object that is all there was. */
    list: (): List | undefined => (place === 'behind' ? longest : undefined),
  }
}

function listAt(path: string[] | undefined, items: number): List | undefined {
  const pointer = path && pointerOf(path)
  return pointer === undefined ? undefined : { name: path!.at(-1)!, pointer, items }
}
