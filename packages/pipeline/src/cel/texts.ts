import { overload, type Overload } from './overload.ts'

export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

export function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}

export function trimmed(text: string): string {
  let end = text.length
  while (end > 0 && isBlank(text[end - 1]!)) end--
  let start = 0
  while (start < end && isBlank(text[start]!)) start++
  return text.slice(start, end)
}

/** White space as Unicode has it; JavaScript trims U+FEFF, too, and leaves U+0085. */
const blank = /^\p{White_Space}$/u

function isBlank(unit: string): boolean {
  return unit <= ' ' ? unit === ' ' || (unit >= '\t' && unit <= '\r') : unit >= '\u0085' && blank.test(unit)
}

/** Where a code point begins, in units. Throws Error when there are not as many. */
function unitAt(text: string, index: bigint): number {
  let left = index
  let at = 0
  while (left > 0n && at < text.length) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1
    left--
  }
  if (left !== 0n) throw new Error(`Index ${index} is out of range`)
  return at
}

function indexIn(text: string, unit: number): bigint {
  return BigInt(unit < 0 ? unit : codePoints(text.slice(0, unit)))
}

function split(text: string, between: string, most = -1n): string[] {
  const parts = between === '' ? Array.from(text) : text.split(between)
  if (most === 0n) return []
  if (most < 0n || parts.length <= most) return parts
  const kept = parts.slice(0, Number(most) - 1)
  return [...kept, parts.slice(kept.length).join(between)]
}

function substring(text: string, start: bigint, end?: bigint): string {
  const from = unitAt(text, start)
  if (end === undefined) return text.slice(from)
  if (end < start) throw new Error(`Index ${end} is out of range`)
  return text.slice(from, unitAt(text, end))
}

/** Methods whose indexes count code points, not units of UTF-16. */
export const byCodePoints: Record<string, Overload[]> = {
  charAt: [
    overload(['string', 'int'], 'string', (text: string, index: bigint) => {
      const unit = unitAt(text, index)
      return unit < text.length ? String.fromCodePoint(text.codePointAt(unit)!) : ''
    }),
  ],
  indexOf: [
    overload(['string', 'string'], 'int', (text: string, part: string) => indexIn(text, text.indexOf(part))),
    overload(['string', 'string', 'int'], 'int', (text: string, part: string, from: bigint) =>
      indexIn(text, text.indexOf(part, unitAt(text, from))),
    ),
  ],
  lastIndexOf: [
    overload(['string', 'string'], 'int', (text: string, part: string) => indexIn(text, text.lastIndexOf(part))),
    overload(['string', 'string', 'int'], 'int', (text: string, part: string, from: bigint) =>
      indexIn(text, text.lastIndexOf(part, unitAt(text, from))),
    ),
  ],
  split: [overload(['string', 'string'], 'list', split), overload(['string', 'string', 'int'], 'list', split)],
  substring: [
    overload(['string', 'int'], 'string', substring),
    overload(['string', 'int', 'int'], 'string', substring),
  ],
}
