import { createRowWalk } from './create-row-walk.ts'
import { isRfc4180, rfc4180, type Dialect } from './dialect.ts'

const lineFeed = 10
const quote = 34
const comma = 44

/** Tells CSV rows apart: one ends at a line feed outside quoted fields. */
export interface RowFinder {
  /** Whether the bytes so far end inside a quoted field. */
  readonly inQuotes: boolean
  /** How many line feeds stood inside quoted fields so far. */
  readonly innerLines: number
  /**
   * @returns the index of the line feed that ends the row under way, or -1 when these bytes do not end it; the next
   * ones then go on where these stop
   */
  end(bytes: Uint8Array, start: number): number
}

export function createRowFinder(dialect: Dialect = rfc4180): RowFinder {
  return isRfc4180(dialect) ? createPlainFinder() : createDialectFinder(dialect)
}

/** By RFC 4180. A quote opens a quoted field only at the field's start. */
function createPlainFinder(): RowFinder {
  let place: 'field start' | 'plain' | 'quoted' | 'after quote' = 'field start'
  let innerLines = 0
  return {
    get inQuotes() {
      return place === 'quoted'
    },
    get innerLines() {
      return innerLines
    },
    end(bytes, start) {
      const end = bytes.length
      /** The next line feed; looked for once a line, and only where there are quotes. */
      let feed = -1
      let i = start
      while (i < end) {
        if (place === 'quoted') {
          const close = bytes.indexOf(quote, i)
          const until = close < 0 ? end : close
          if (feed < i) feed = nextFeed(bytes, i)
          for (; feed < until; feed = nextFeed(bytes, feed + 1)) innerLines++
          if (close < 0) return -1
          place = 'after quote'
          i = close + 1
          continue
        }
        const byte = bytes[i]!
        if (byte === lineFeed) {
          place = 'field start'
          return i
        }
        if (byte === comma) place = 'field start'
        else if (byte === quote && place !== 'plain') place = 'quoted'
        else place = 'plain'
        i++
      }
      return -1
    },
  }
}

function nextFeed(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(lineFeed, from)
  return at < 0 ? bytes.length : at
}

function createDialectFinder(dialect: Dialect): RowFinder {
  const walk = createRowWalk(dialect)
  let innerLines = 0
  return {
    get inQuotes() {
      return walk.inQuotes
    },
    get innerLines() {
      return innerLines
    },
    end(bytes, start) {
      for (let i = start; i < bytes.length; i++) {
        const byte = bytes[i]!
        if (walk.step(byte)) return i
        if (byte === lineFeed) innerLines++
      }
      return -1
    },
  }
}
