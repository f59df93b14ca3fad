import { exactNumber } from '@syndicate/contracts/decimal-number'
import { Fault } from '../record/fault.ts'
import { inOrder } from '../record/field-order.ts'
import { endOfString } from '../record/json-depth.ts'
import { maxDepth } from '../record/max-depth.ts'
import { put } from '../record/put.ts'
import type { Row } from '../record/row.ts'
import { shown } from '../record/shown.ts'
import { closeBrace, closeBracket, comma, openBrace, openBracket, quote } from '../record/json-bytes.ts'

const space = 32

/**
 * Reads JSON of which JSON.parse does not tell all: digits that a double does not hold, names that are there twice, the
 * order of names that are like numbers. It takes some times as long.
 * @param text valid JSON
 * @returns a Fault for a name that is there twice, a number out of range, and what is nested too deeply
 */
export function readJson(text: string): unknown {
  let at = 0
  /** The field of the record under way. */
  let field = ''

  /** Goes behind white space, and what separates. @returns what is there */
  function next(): number {
    let code = text.charCodeAt(at)
    while (code <= space || code === comma) code = text.charCodeAt(++at)
    return code
  }

  function readValue(depth: number): unknown {
    const code = next()
    if (code === quote) return readText()
    if (code !== openBrace && code !== openBracket) return readScalar()
    if (depth === maxDepth) throw new Fault('malformed-record', `Nested deeper than ${maxDepth} levels`)
    at++
    const value = code === openBrace ? readObject(depth + 1) : readList(depth + 1)
    at++
    return value
  }

  function readObject(depth: number): Row {
    const row: Row = {}
    const names = new Set<string>()
    while (next() !== closeBrace) {
      const name = readText()
      if (depth === 1) field = name
      if (names.has(name)) throw new Fault('malformed-record', `The name ${shown(name)} is there twice`, field)
      names.add(name)
      next()
      // Behind the colon.
      at++
      put(row, name, readValue(depth))
    }
    return inOrder(row, [...names])
  }

  function readList(depth: number): unknown[] {
    const list: unknown[] = []
    while (next() !== closeBracket) list.push(readValue(depth))
    return list
  }

  function readText(): string {
    const start = at
    at = endOfString(text, start + 1) + 1
    const quoted = text.slice(start, at)
    return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
  }

  function readScalar(): unknown {
    const start = at
    while (isInScalar(text.charCodeAt(at))) at++
    const source = text.slice(start, at)
    if (source === 'true' || source === 'false' || source === 'null') return JSON.parse(source)
    const number = exactNumber(source)
    if (number === undefined) throw new Fault('malformed-record', `${shown(source)} is out of range: send it as text`)
    return number
  }

  try {
    return readValue(0)
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
}

/** False behind the end as well. */
function isInScalar(code: number): boolean {
  return code > space && code !== comma && code !== closeBracket && code !== closeBrace
}
