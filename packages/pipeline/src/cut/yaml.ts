import { ProblemError, shortText } from '@syndicate/contracts'
import { isNode, isScalar, isSeq, YAMLError, type Document } from 'yaml'
import type { CutLimits, Scanner } from './cutter.ts'
import type { SliceWriter } from './slice-writer.ts'
import { yamlDocuments } from './yaml-documents.ts'
import { createYamlWriter } from './yaml-json.ts'

/** How much larger the records may be than their text: aliases repeat what they stand for. */
const maxGrowth = 4
/** Of a document that is refused and larger than a record may be. */
const sampleChars = 1000
/** Of what is wrong, before its place: it may hold names out of the input. */
const whatBytes = 500
const encoder = new TextEncoder()

/**
 * YAML 1.2: each document is a record, a document that is a list is one record an item. Read at once at the end, for
 * a document may be all of it; records go on as lines of JSON. A document that cannot be read, or an item that JSON cannot
 * hold, is refused alone.
 */
export function scanYaml(limits: CutLimits, writer: SliceWriter): Scanner {
  const parts: Uint8Array[] = []
  let size = 0

  function take(json: string): void {
    const line = encoder.encode(json)
    writer.part(line, 0, line.length)
    writer.endLine()
  }

  function refuse(source: Uint8Array, reason: string): void {
    const held = source.length <= limits.maxRecordBytes ? source : beginningOf(source)
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
      for (const read of readYaml(joined(parts, size), size * maxGrowth + limits.sliceBytes)) {
        writer.at(read.line, 1)
        if ('json' in read) take(read.json)
        else refuse(read.source, read.reason)
      }
    },
  }
}

function joined(parts: Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** So many letters of it, whole. */
function beginningOf(source: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(source.subarray(0, 4 * sampleChars))
  return encoder.encode(text.slice(0, sampleChars))
}

/** A record as JSON, or what is refused and why; and the line it begins in. */
type Read = { line: number } & ({ json: string } | { source: Uint8Array; reason: string })

/** @param mostRepeated characters that aliases may repeat in all of it */
function* readYaml(input: Uint8Array, mostRepeated: number): Generator<Read> {
  let left = mostRepeated
  for (const { source, text = '', linesBefore, lines, read } of yamlDocuments(input)) {
    const placeOf = (at: number) => {
      const { line, col } = lines.linePos(at)
      return { line: linesBefore + line, col }
    }
    if (read instanceof Error) yield { source, reason: reasonOf(read, placeOf), line: linesBefore + 1 }
    else if (read && !isEmpty(read)) {
      const { write, repeated } = createYamlWriter(left)
      for (const { item, from, to } of itemsOf(read, text.length)) {
        const { line } = placeOf(from)
        try {
          yield { json: write(item), line }
        } catch (error) {
          yield { source: encoder.encode(text.slice(from, to)), reason: reasonOf(error, placeOf), line }
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
function itemsOf({ contents }: Document, end: number): Item[] {
  const whole = { from: isNode(contents) ? (contents.range?.[0] ?? 0) : 0, to: end }
  return isSeq(contents)
    ? contents.items.map((item) => {
        const [from, to] = (isNode(item) && item.range) || [0, 0]
        return { item, from, to }
      })
    : [{ item: contents, ...whole }]
}

function reasonOf(error: unknown, placeOf: (at: number) => { line: number; col: number }): string {
  if (!(error instanceof YAMLError)) return shortText(`The YAML could not be read: ${(error as Error).message}`)
  const what = error.code === 'RESOURCE_EXHAUSTION' ? 'It is nested too deeply' : error.message
  const { line, col } = placeOf(error.pos[0])
  return `The YAML could not be read: ${shortText(what, whatBytes)}, at line ${line}, column ${col}`
}
