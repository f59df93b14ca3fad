import { Composer, LineCounter, Parser, type Document } from 'yaml'
import { inspectUtf8 } from '../look/utf8.ts'
import { isSpace } from './is-space.ts'
import { yamlSchema } from './yaml-schema.ts'

/** One document of a stream, or why it cannot be read. */
export interface YamlDocument {
  /** As it came, from its directives on. */
  source: Uint8Array
  /** Undefined where it is no UTF-8. */
  text: string | undefined
  /** Of all of the input, before its first line. */
  linesBefore: number
  /** The lines of its text. */
  lines: LineCounter
  /** Undefined where there is nothing but comments. */
  read: Document | Error | undefined
}

const [lineFeed, dash, dot, hash, percent] = [10, 45, 46, 35, 37]
const byteOrderMark = [0xef, 0xbb, 0xbf]
/** At the beginning of a document: before or behind the line that begins it. */
const marks = /^\ufeff(?=---)|(?<=^---[ \t]*\r?\n)\ufeff/gm
const decoder = new TextDecoder('utf-8', { fatal: true })
// Told not to look for repeated keys, for it compares every key with every other: minutes for a mapping of a megabyte.
const options = { schema: yamlSchema, uniqueKeys: false, logLevel: 'silent' } as const

/**
 * One document after the other: what the library makes of a document is many times its size. They are told apart here, by
 * the lines that no value may hold, so that nothing that is wrong in one of them, an open quote or a letter that is no
 * UTF-8, costs another.
 */
export function* yamlDocuments(input: Uint8Array): Generator<YamlDocument> {
  let start = 0
  let isBegun = false
  let line = 0
  let linesBefore = 0
  for (let at = 0, next = 0; at < input.length; at = next, line++) {
    next = input.indexOf(lineFeed, at) + 1 || input.length
    const mark = markAt(input, at)
    if (mark === dash && isBegun) {
      yield* read(input.subarray(start, at), linesBefore)
      ;[start, linesBefore] = [at, line]
    } else if (mark === dot) {
      yield* read(input.subarray(start, next), linesBefore)
      ;[start, linesBefore] = [next, line + 1]
    }
    isBegun = mark === dash || (mark !== dot && (isBegun || isContent(input.subarray(at, next))))
  }
  yield* read(input.subarray(start), linesBefore)
}

/** The sign of a line that begins (`---`) or ends (`...`) a document. */
function markAt(input: Uint8Array, lineStart: number): number | undefined {
  const at = byteOrderMark.every((byte, i) => input[lineStart + i] === byte) ? lineStart + 3 : lineStart
  const sign = input[at]
  if ((sign !== dash && sign !== dot) || input[at + 1] !== sign || input[at + 2] !== sign) return undefined
  return at + 3 === input.length || isSpace(input[at + 3]) ? sign : undefined
}

/** Whether a line before any document is part of one: no directive, no comment, and not empty. */
function isContent(line: Uint8Array): boolean {
  const first = line.find((byte) => !isSpace(byte))
  return first !== undefined && first !== hash && line[0] !== percent
}

function* read(source: Uint8Array, linesBefore: number): Generator<YamlDocument> {
  if (source.length === 0) return
  const text = decoded(source)
  const lines = new LineCounter()
  const document = { source, text, linesBefore, lines }
  if (text === undefined) {
    const before = source.subarray(0, inspectUtf8(source, false).firstFault)
    const line = linesBefore + 1 + before.filter((byte) => byte === lineFeed).length
    yield { ...document, read: new Error(`It is not valid UTF-8, at line ${line}`) }
  } else for (const each of compose(text, lines)) yield { ...document, read: each }
}

function decoded(source: Uint8Array): string | undefined {
  try {
    return decoder.decode(source).replace(marks, '')
  } catch {
    return undefined
  }
}

/** By a composer of its own, so that no directive outlives its document. */
function compose(text: string, lines: LineCounter): (Document | Error)[] {
  try {
    const tokens = [...new Parser(lines.addNewLine).parse(text)]
    const needsDocument = tokens.some(({ type }) => type === 'directive' || type === 'error')
    const documents = [...new Composer(options).compose(tokens, needsDocument, text.length)]
    return documents.map((document) => document.errors[0] ?? document.warnings[0] ?? document)
  } catch (error) {
    // The library calls itself for each level.
    return [error instanceof RangeError ? new Error('It is nested too deeply') : (error as Error)]
  }
}
