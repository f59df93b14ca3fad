import { Composer, Parser, type CST, type Document, type LineCounter } from 'yaml'
import { yamlSchema } from './yaml-schema.ts'

/** One document of a stream, or why it cannot be read. */
export interface YamlDocument {
  /** As it came, from its directives on. */
  source: string
  /** Where that begins in all of the text. */
  start: number
  /** Undefined where there is nothing but comments. */
  read: Document | Error | undefined
}

// Told not to look for repeated keys, for it compares every key with every other: minutes for a mapping of a megabyte.
const options = { schema: yamlSchema, uniqueKeys: false, logLevel: 'silent' } as const

/** One document after the other: what the library makes of a document is many times its size. */
export function* yamlDocuments(text: string, lines: LineCounter): Generator<YamlDocument> {
  let start = 0
  let tokens: CST.Token[] = []
  let hasDocument = false
  try {
    for (const token of new Parser(lines.addNewLine).parse(text)) {
      if (hasDocument && (token.type === 'document' || token.type === 'directive')) {
        yield { source: text.slice(start, token.offset), start, read: compose(tokens, token.offset) }
        start = token.offset
        tokens = []
        hasDocument = false
      }
      tokens.push(token)
      hasDocument ||= token.type === 'document'
    }
  } catch (error) {
    // A document that is whole is known by the next one alone, and of that no token came.
    const next = hasDocument ? text.indexOf('\n---', start) + 1 : 0
    if (next > 0) {
      yield { source: text.slice(start, next), start, read: compose(tokens, next) }
      start = next
    }
    yield { source: text.slice(start), start, read: whyUnread(error) }
    return
  }
  if (tokens.length > 0) yield { source: text.slice(start), start, read: compose(tokens, text.length) }
}

/** By a composer of its own, so that no directive outlives its document and no fault is that of another. */
function compose(tokens: CST.Token[], end: number): Document | Error | undefined {
  const needsDocument = tokens.some(({ type }) => type === 'directive' || type === 'error')
  try {
    const [document] = new Composer(options).compose(tokens, needsDocument, end)
    return document?.errors[0] ?? document?.warnings[0] ?? document
  } catch (error) {
    return whyUnread(error)
  }
}

/** The library calls itself for each level. */
function whyUnread(error: unknown): Error {
  return error instanceof RangeError ? new Error('It is nested too deeply') : (error as Error)
}
