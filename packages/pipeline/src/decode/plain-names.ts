import { endOfString } from '../record/json-depth.ts'

const space = 32
const quote = 34
const colon = 58
/** A colon may be behind a name where it is behind a quote, or white space, which are bytes below that. */
const aboveQuote = quote + 1

const everyByte = 0x01010101
const bit7 = ~0x7f7f7f7f
/** So often each byte of a number of 32 bits can be added to before the number overflows. */
const mostSums = 127

/**
 * Whether the names in a JSON text are certainly those of the value that JSON.parse made of it, each there once.
 * @param names how many the objects in the value have together
 * @param bytes of the text, where they are at hand: for many records at once
 */
export function hasPlainNames(text: string, names: number, bytes?: Uint8Array): boolean {
  const most = bytes ? colonsBehindQuotes(bytes) : colonsBehindQuotesIn(text)
  return most === names ? !hasEscapedName(text) : plainNamesIn(text) === names
}

/**
 * V8 may take a name with an escape in it for another one that it met earlier.
 * https://issues.chromium.org/issues/521080746
 */
export function hasEscapedName(text: string): boolean {
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
    at = endOfString(text, at) + 1
    while (text.charCodeAt(at) <= space) at++
    if (text.charCodeAt(at) === colon) return true
  }
  return false
}

/** How many names there are, text by text; undefined when one has an escape. */
function plainNamesIn(text: string): number | undefined {
  let names = 0
  let escape = text.indexOf('\\')
  for (let start = text.indexOf('"'); start >= 0; start = text.indexOf('"', start)) {
    const end = endOfString(text, start + 1)
    let at = end + 1
    while (text.charCodeAt(at) <= space) at++
    if (text.charCodeAt(at) === colon) {
      names++
      if (escape > start && escape < end) return undefined
    }
    start = at
    if (escape >= 0 && escape < start) escape = text.indexOf('\\', start)
  }
  return names
}

/** There are as many names at most. It has fewer where such a colon stands within a text. */
function colonsBehindQuotesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    if (text.charCodeAt(at - 1) < aboveQuote) count++
  }
  return count
}

/** The same of UTF-8. Four bytes are looked at in one go, for all that comes in is looked at. */
export function colonsBehindQuotes(bytes: Uint8Array): number {
  if (bytes.length < 4) return countSingly(bytes, 0, bytes.length)
  const start = -bytes.byteOffset & 3
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + start, (bytes.length - start) >>> 2)
  const end = start + words.byteLength
  return countSingly(bytes, 0, start) + countInWords(words, bytes[start - 1]) + countSingly(bytes, end, bytes.length)
}

function countSingly(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; at++) if (bytes[at] === colon && (bytes[at - 1] ?? 0) < aboveQuote) count++
  return count
}

/** @param before the byte before the first word */
function countInWords(words: Int32Array, before = 0): number {
  let count = 0
  let last = before < aboveQuote ? 0x80 : 0
  for (let i = 0; i < words.length;) {
    let sums = 0
    for (const end = Math.min(i + mostSums, words.length); i < end; i++) {
      const word = words[i]!
      const behind = bytesBelow(aboveQuote, word) & bit7
      sums += (bytesBelow(1, word ^ (colon * everyByte)) & ((behind << 8) | last)) >>> 7
      last = behind >>> 24
    }
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24)
  }
  return count
}

/**
 * The highest bit of each byte says whether that byte is below a limit of at most 128. It may say so of one that is the limit,
 * behind one that is below it. The first byte is the lowest one.
 */
function bytesBelow(limit: number, word: number): number {
  return (word - limit * everyByte) & ~word
}
