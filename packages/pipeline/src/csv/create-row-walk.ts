import type { Dialect } from './dialect.ts'

const lineFeed = 10
const blanks = [32, 9]

/** Goes through rows code by code: the bytes of UTF-8 or the characters of a text, as all signs are ASCII. */
export interface RowWalk {
  readonly inQuotes: boolean
  /** @returns whether this one, a line feed, ends the row under way */
  step(code: number): boolean
}

/** Where a row ends in any dialect: what `createRowParser` reads as one row, closed quotes or not. */
export function createRowWalk(dialect: Dialect): RowWalk {
  const [delimiter, quote, escape, comment] = [dialect.delimiter, dialect.quote, dialect.escape, dialect.comment].map(
    (sign) => (sign === '' ? -1 : sign.charCodeAt(0)),
  ) as [number, number, number, number]
  const isBlank = (code: number) => dialect.trim && blanks.includes(code) && code !== delimiter
  let place: 'row start' | 'field start' | 'plain' | 'quoted' | 'after quote' | 'closed' | 'comment' = 'row start'
  let isEscaped = false

  return {
    get inQuotes() {
      return place === 'quoted'
    },
    step(code) {
      const wasEscaped = isEscaped
      isEscaped = false
      if (wasEscaped && (code === quote || code === delimiter || code === escape)) return false
      if (place === 'quoted') {
        if (code === quote) place = 'after quote'
        else isEscaped = code === escape
        return false
      }
      if (code === lineFeed) {
        place = 'row start'
        return true
      }
      if (place === 'comment') return false
      if (place === 'row start' && code === comment) place = 'comment'
      else if (code === delimiter) place = 'field start'
      else if (code === quote && (place === 'row start' || place === 'field start' || place === 'after quote'))
        place = 'quoted'
      else if (isBlank(code) && (place === 'row start' || place === 'field start')) place = 'field start'
      else if (isBlank(code) && place !== 'plain') place = 'closed'
      else {
        place = 'plain'
        isEscaped = code === escape
      }
      return false
    },
  }
}
