import { mostNameBytes, nameOf } from '../cut/field-name.ts'
import { isSpace } from '../cut/is-space.ts'
import { malformedInput } from '../cut/malformed-input.ts'
import { shown } from '../record/shown.ts'
import type { Declared } from './look-at.ts'
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

const byteOrderMark = [0xef, 0xbb, 0xbf]

/**
 * Goes by a JSON input that nothing is said of, and asks at its end whether it is an envelope: one object alone, with a list
 * of two objects or more in it. Then nobody knows whether the object is the record, or the objects in the list are.
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
      const pointer = `/${list.name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      throw malformedInput(
        `1 record with a list ${shown(list.name)} of ${list.items}: its items? Say records=${pointer}, or records= with nothing behind it to publish the record as it is`,
      )
    },
  }
}

/** Goes through the first value alone: whatever is behind it means that it is no envelope. */
function createEnvelopeWatch() {
  let place: 'before' | 'within' | 'behind' | 'no envelope' = 'before'
  let depth = 0
  let inString = false
  let isEscaped = false
  /** Of the field under way, as its bytes stand; a string is the name until a colon comes. */
  let name: number[] = []
  let isNamed = false
  let items = 0
  let longest = { name, items: 0 }

  function scanString(byte: number): void {
    if (!isEscaped && byte === quote) inString = false
    else if (depth === 1 && !isNamed && name.length < mostNameBytes) name.push(byte)
    isEscaped = !isEscaped && byte === backslash
  }

  function scan(byte: number): void {
    if (byte === quote) inString = true
    else if (byte === openBrace || byte === openBracket) {
      if (depth === 1) items = byte === openBracket ? 0 : Number.NaN
      else if (depth === 2 && byte === openBrace) items++
      depth++
    } else if (byte === closeBrace || byte === closeBracket) {
      depth--
      if (depth === 1 && items > longest.items) longest = { name, items }
      if (depth === 0) place = 'behind'
    } else if (depth === 1 && byte === colon) isNamed = true
    else if (depth === 1 && byte === comma) {
      isNamed = false
      name = []
    }
  }

  return {
    push(bytes: Uint8Array): void {
      for (let i = 0; i < bytes.length && place !== 'no envelope'; i++) {
        const byte = bytes[i]!
        if (place === 'within') {
          if (inString) scanString(byte)
          else scan(byte)
        } else if (place === 'before' && byte === openBrace) {
          place = 'within'
          depth = 1
        } else if (!isSpace(byte) && !(place === 'before' && byteOrderMark.includes(byte))) place = 'no envelope'
      }
    },
    /** The longest list of objects in the object that is all there was, by its field. */
    list(): { name: string; items: number } | undefined {
      if (place !== 'behind' || longest.items < 2) return undefined
      const text = nameOf(longest.name)
      return text === undefined ? undefined : { name: text, items: longest.items }
    },
  }
}
