import type { Format, ReadOptions } from '@syndicate/contracts'
import { malformedInput } from '../cut/malformed-input.ts'
import { dialectOf } from '../csv/dialect.ts'
import { chained, createByteDecoder, type ByteDecoder } from './byte-decoder.ts'
import { containerOf } from './container-of.ts'
import { encodingOf } from './encoding-of.ts'
import { createLineEnds, endsWithReturns } from './line-ends.ts'
import { guessAtCsv } from './guess-at-csv.ts'
import { lookAtCsv } from './look-at-csv.ts'
import { isText, joinedLines, unlikeFormat } from './likely-format.ts'

/** How many bytes of an input are looked at before it is read. */
export const headBytes = 64 * 1024

/** How many of them tell what kind of text it is. */
const beginningBytes = 16 * 1024

/** What is said of an input. */
export interface Declared {
  format: Format
  reading: ReadOptions
  /** The media type it came with, with its parameters. */
  mediaType?: string | undefined
  /** Whether it is as somebody has it, who can be asked what is meant, and told where in it a record stands. */
  asSent?: boolean | undefined
  /** Takes what is likeliest where somebody would have to be asked: for who shows it to them afterwards. */
  guesses?: boolean | undefined
}

/** What an input turned out to be. */
export interface Looked {
  /** Everything that is needed to read it, said or found out. */
  reading: ReadOptions
  /** Makes UTF-8 of it; none when it is UTF-8, or no text. */
  decoder?: ByteDecoder
}

/**
 * Finds out how an input is to be read, before any of it is. Throws malformed-input, which says what it looks like, for one
 * that is not what is said of it.
 * @param head its first `headBytes`, or all of it
 */
export function lookAt(head: Uint8Array, { format, reading, mediaType, guesses }: Declared): Looked {
  const container = containerOf(head)
  if (container) throw malformedInput(`This is ${container}, and no ${format}`)
  const isCut = head.length >= headBytes
  if (format === 'msgpack' || format === 'cbor' || format === 'binary') {
    if (isTextual(head, isCut)) throw malformedInput(`This is text, and no ${format}; say which format it has`)
    return { reading }
  }
  const said = { encoding: reading.encoding, charset: charsetOf(mediaType) }
  const encoding = encodingOf(head, isCut, said, format === 'csv' ? lineEnd(head) : 0, guesses)
  const decoder = encoding === 'utf-8' ? undefined : createByteDecoder(encoding)
  const text = new TextDecoder(encoding).decode(head.subarray(0, beginningBytes))
  const unlike = unlikeFormat(text, format, head.length > beginningBytes)
  if (unlike) throw malformedInput(unlike)
  const joined = joinedLines(text, format, mediaType)
  if (joined) throw malformedInput(joined)
  if (format === 'csv')
    return lookAtTable(new TextDecoder(encoding).decode(head, { stream: isCut }), {
      isCut,
      reading,
      decoder,
      encoding,
      guesses,
    })
  return decoder ? { reading: { ...reading, encoding }, decoder } : { reading }
}

interface Told {
  isCut: boolean
  reading: ReadOptions
  encoding: string
  decoder: ByteDecoder | undefined
  guesses: boolean | undefined
}

/** A CSV, which has a dialect and line ends besides. */
function lookAtTable(text: string, { isCut, reading, encoding, decoder, guesses }: Told): Looked {
  const hasReturns = endsWithReturns(text, isCut)
  const lines = hasReturns
    ? text.replaceAll(/\r+\n?/g, (ends) => (ends.endsWith('\n') ? '\n' : '\n'.repeat(ends.length)))
    : text
  const found = lookAtCsv(lines, isCut, guesses ? guessAtCsv(lines, isCut, reading) : reading)
  const decoders = [decoder, hasReturns ? createLineEnds(dialectOf(found)) : undefined].filter(
    (each) => each !== undefined,
  )
  return {
    reading: decoder ? { ...found, encoding } : found,
    ...(decoders.length > 0 && { decoder: decoders.reduce(chained) }),
  }
}

function lineEnd(head: Uint8Array): number {
  const end = head.indexOf(0x0a)
  return end < 0 ? head.length : end
}

function charsetOf(mediaType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(mediaType ?? '')?.[1]
}

/** Whether these bytes are text: then each of them would be taken for a number. */
function isTextual(head: Uint8Array, isCut: boolean): boolean {
  const isValue = head[0]! >= 0x80
  if (isValue) return false
  try {
    return isText(new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, beginningBytes), { stream: isCut }))
  } catch {
    return false
  }
}
