import { createRowWalk } from '../csv/create-row-walk.ts'
import type { Dialect } from '../csv/dialect.ts'
import type { ByteDecoder } from './byte-decoder.ts'

const lineFeed = 10
const carriageReturn = 13

/** Whether rows end with carriage returns that no line feed follows, or several: the first line tells. */
export function endsWithReturns(text: string, isCut: boolean): boolean {
  let inQuotes = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '"') inQuotes = !inQuotes
    if (inQuotes) continue
    if (char === '\n') return false
    if (char === '\r' && text[i + 1] !== '\n') return i + 1 < text.length || !isCut
  }
  return false
}

/** A line feed for every line end out of quotes, whatever returns it is made of. */
export function createLineEnds(dialect: Dialect): ByteDecoder {
  const walk = createRowWalk(dialect)
  let returns = 0

  return {
    push(bytes) {
      const text = new Uint8Array(bytes.length + returns)
      let length = 0
      const put = (byte: number) => {
        text[length++] = byte
        walk.step(byte)
      }
      for (const byte of bytes) {
        if (byte === carriageReturn && !walk.inQuotes) {
          returns++
          continue
        }
        // Returns before a line feed are one end with it.
        if (byte !== lineFeed) for (; returns > 0; returns--) put(lineFeed)
        returns = 0
        put(byte)
      }
      return text.subarray(0, length)
    },
    end: () => new Uint8Array(returns).fill(lineFeed),
  }
}
