const lineFeed = 10
const quote = 34
const comma = 44

/** Tells CSV rows apart by RFC 4180: one ends at a line feed outside quoted fields. */
export interface RowFinder {
  /** Whether the bytes so far end inside a quoted field. */
  readonly inQuotes: boolean
  /**
   * @returns the index of the line feed that ends the row under way, or -1 when these bytes do not end it; the next
   * ones then go on where these stop
   */
  end(bytes: Uint8Array, start: number): number
}

/** A quote opens a quoted field only at the field's start. */
export function createRowFinder(): RowFinder {
  let place: 'field start' | 'plain' | 'quoted' | 'after quote' = 'field start'
  return {
    get inQuotes() {
      return place === 'quoted'
    },
    end(bytes, start) {
      const end = bytes.length
      let i = start
      while (i < end) {
        if (place === 'quoted') {
          const close = bytes.indexOf(quote, i)
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
