import { ProblemError, shortText } from '@syndicate/contracts'
import { isNode, isScalar, isSeq, LineCounter, YAMLError, type Document } from 'yaml'
import type { CutLimits, Scanner } from './cutter.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'
import { yamlDocuments } from './yaml-documents.ts'
import { createYamlWriter } from './yaml-json.ts'

/** How much larger the records may be than their text: aliases repeat what they stand for. */
const maxGrowth = 4
/** Of a document that is refused and larger than a record may be. */
const sampleChars = 1000
/** Of what is wrong, before its place: it may hold names out of the input. */
const whatBytes = 500
/** At the beginning of a document: before or behind the line that begins it, and behind the one that ends another. */
const marks = /^\ufeff(?=---)|(?<=^(?:---|\.\.\.)[ \t]*\r?\n)\ufeff/gm
const encoder = new TextEncoder()

/**
 * YAML 1.2: each document is a record, a document that is a list is one record an item. Read at once at the end, for
 * YAML has no boundary that could be found without reading it; records go on as lines of JSON. A document that cannot be
 * read, or an item that JSON cannot hold, is refused alone.
 */
export function scanYaml(limits: CutLimits, writer: SliceWriter): Scanner {
  const parts: Uint8Array[] = []
  let size = 0

  function take(json: string): void {
    const line = encoder.encode(json)
    writer.part(line, 0, line.length)
    writer.endLine()
  }

  function refuse(source: string, reason: string): void {
    const whole = encoder.encode(source)
    const held = whole.length <= limits.maxRecordBytes ? whole : encoder.encode(source.slice(0, sampleChars))
    writer.part(held, 0, held.length)
    writer.refuseOpen(reason)
  }

  return {
    push(bytes) {
      size += bytes.length
      if (size > limits.maxDocumentBytes) {
        throw new ProblemError('input-too-large', `A YAML input may have at most ${limits.maxDocumentBytes} bytes`)
      }
      // Not `slice`, which of a Buffer is no copy.
      parts.push(Uint8Array.from(bytes))
    },
    end() {
      const text = decode(parts).replace(marks, '')
      for (const read of readYaml(text, size * maxGrowth + limits.sliceBytes)) {
        writer.at(read.line, 1)
        if ('json' in read) take(read.json)
        else refuse(read.source, read.reason)
      }
    },
  }
}

function decode(parts: Uint8Array[]): string {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    return parts.map((part) => decoder.decode(part, { stream: true })).join('') + decoder.decode()
  } catch {
    throw malformedInput('The YAML is not valid UTF-8')
  }
}

/** A record as JSON, or what is refused and why; and the line it begins in. */
type Read = { line: number } & ({ json: string } | { source: string; reason: string })

/** @param mostRepeated characters that aliases may repeat in all of it */
function* readYaml(text: string, mostRepeated: number): Generator<Read> {
  const lines = new LineCounter()
  let left = mostRepeated
  for (const { source, start, read } of yamlDocuments(text, lines)) {
    const lineOf = (at: number) => lines.linePos(at).line
    if (read instanceof Error) yield { source, reason: reasonOf(read, lines), line: lineOf(start) }
    else if (read && !isEmpty(read)) {
      const { write, repeated } = createYamlWriter(left)
      for (const { item, from, to } of itemsOf(read, start, start + source.length)) {
        const line = lineOf(from)
        try {
          yield { json: write(item), line }
        } catch (error) {
          yield { source: text.slice(from, to), reason: reasonOf(error, lines), line }
        }
      }
      left -= repeated()
    }
  }
}

function isEmpty({ contents }: Document): boolean {
  return isScalar(contents) && contents.value === null && contents.source === '' && !contents.tag && !contents.anchor
}

interface Item {
  item: unknown
  /** Where its text begins and ends. */
  from: number
  to: number
}

/** The records of a document. */
function itemsOf({ contents }: Document, start: number, end: number): Item[] {
  const whole = { from: isNode(contents) ? (contents.range?.[0] ?? start) : start, to: end }
  return isSeq(contents)
    ? contents.items.map((item) => {
        const [from, to] = (isNode(item) && item.range) || [start, start]
        return { item, from, to }
      })
    : [{ item: contents, ...whole }]
}

function reasonOf(error: unknown, lines: LineCounter): string {
  if (!(error instanceof YAMLError)) return shortText(`The YAML could not be read: ${(error as Error).message}`)
  const what = error.code === 'RESOURCE_EXHAUSTION' ? 'It is nested too deeply' : error.message
  const { line, col } = lines.linePos(error.pos[0])
  return `The YAML could not be read: ${shortText(what, whatBytes)}, at line ${line}, column ${col}`
}
