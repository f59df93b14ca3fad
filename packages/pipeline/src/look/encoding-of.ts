import { ProblemError } from '@syndicate/contracts'
import { analyse } from 'chardet'
import { malformedInput } from '../cut/malformed-input.ts'
import { inspectUtf8 } from './utf8.ts'

const marks: [encoding: string, mark: number[]][] = [
  // Before UTF-16, whose mark is the first half of this one.
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/** So many lines that are no UTF-8, and not one letter that is, are an encoding; fewer may be damage, which costs its record alone. */
const leastFaults = 3
/** The confidence in percent at which a few letters look like each of the encodings of East Asia. */
const noIdea = 10

/** What is said of an encoding: by whoever sends the input, or by its media type alone. */
export interface SaidEncoding {
  encoding?: string | undefined
  charset?: string | undefined
}

/**
 * The encoding of a text by its WHATWG name: what its byte order mark says, else what is said of it, else UTF-8.
 * Throws malformed-input when it is plainly in another one, and validation-failed for one that nobody knows.
 * @param first how many bytes at the beginning have to be right for any record to be, such as a header
 * @param guesses takes the likeliest where it is plainly in another one
 */
export function encodingOf(
  head: Uint8Array,
  isCut: boolean,
  said: SaidEncoding,
  first: number,
  guesses = false,
): string {
  // Also where a mark says otherwise: what is said goes on with the input, to readers who have to know it.
  const named = said.encoding === undefined ? undefined : known(said.encoding)
  const marked = marks.find(([, mark]) => mark.every((byte, i) => head[i] === byte))?.[0]
  if (marked?.startsWith('utf-32')) throw malformedInput(`This is text in ${marked.toUpperCase()}; save it as UTF-8`)
  if (marked) return marked
  if (named !== undefined) return named
  if (said.charset !== undefined) {
    checkCharset(head, isCut, said.charset)
    return known(said.charset)
  }
  const wide = wideEncodingOf(head)
  if (wide && guesses) return wide.toLowerCase()
  if (wide)
    throw malformedInput(`This looks like text in ${wide}; say encoding=${wide.toLowerCase()}, or save it as UTF-8`)
  const { characters, faults, firstFault } = inspectUtf8(head, isCut)
  if (faults === 0 || (firstFault >= first && (faults < leastFaults || characters > 0))) return 'utf-8'
  const guess = guessOf(head)
  if (guesses) return guess
  throw malformedInput(`Not UTF-8 at byte ${firstFault}; if it is ${guess}, say encoding=${guess}`)
}

/**
 * Throws malformed-input for a text that has letters of UTF-8 and is said to be in an encoding of one byte a letter, as some
 * programs say of everything.
 */
function checkCharset(head: Uint8Array, isCut: boolean, charset: string): void {
  const encoding = known(charset)
  if (/^(utf-|x-user)/.test(encoding)) return
  const { characters, faults } = inspectUtf8(head, isCut)
  if (characters > 0 && faults === 0)
    throw malformedInput(
      `Its media type says ${charset}, but it is UTF-8: say charset=utf-8, or encoding=${encoding} if that is right all the same`,
    )
}

/** What is likely, of a text that is no UTF-8. Guesses among those of western Europe are no better than the usual one. */
function guessOf(text: Uint8Array): string {
  const [best] = analyse(text)
  return !best || best.confidence <= noIdea || /^(UTF-8|ASCII|ISO-8859-.*|windows-125[024])$/i.test(best.name)
    ? 'windows-1252'
    : known(best.name, 'windows-1252')
}

/** The name of an encoding, however it is called. */
function known(label: string, otherwise?: string): string {
  try {
    return new TextDecoder(label).encoding
  } catch {
    if (otherwise !== undefined) return otherwise
    throw new ProblemError('validation-failed', `encoding: ${label} is not known; utf-8, utf-16le and windows-1252 are`)
  }
}

/** UTF-16 without its mark: in most texts every other byte is zero. */
function wideEncodingOf(head: Uint8Array): string | undefined {
  const pairs = Math.min(500, head.length >> 1)
  const zeros = [0, 0]
  for (let i = 0; i < pairs * 2; i++) if (head[i] === 0) zeros[i & 1]!++
  const [even, odd] = [zeros[0]! / pairs, zeros[1]! / pairs]
  if (odd > 0.6 && even < 0.1) return 'UTF-16LE'
  return even > 0.6 && odd < 0.1 ? 'UTF-16BE' : undefined
}
