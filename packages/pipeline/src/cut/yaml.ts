import { ProblemError } from '@syndicate/contracts'
import {
  Composer,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
  visit,
  YAMLParseError,
  type Document,
  type YAMLMap,
} from 'yaml'
import { jsonValue } from '../decode/json-value.ts'
import type { CutLimits, Scanner } from './cutter.ts'
import { malformedInput } from './malformed-input.ts'
import type { SliceWriter } from './slice-writer.ts'

/** How often the value of one anchor may be repeated: enough for what people write, too few for a bomb. */
const maxAliases = 100
/** Of one document: whoever reads an alias looks for its anchor in all of it. */
const maxAliasesOfAll = 1000
/** How much larger the records may be than their text: aliases repeat what they stand for. */
const maxGrowth = 4
const encoder = new TextEncoder()

/**
 * YAML 1.2: each document is a record, a document that is a list is one record an item. Read at once at the end, for
 * YAML has no boundary that could be found without reading it; records go on as lines of JSON. Tags of one's own are refused.
 */
export function scanYaml(limits: CutLimits, writer: SliceWriter): Scanner {
  const parts: Uint8Array[] = []
  let size = 0
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
      let budget = size * maxGrowth + limits.sliceBytes
      for (const { json, line } of readRecords(decode(parts))) {
        const record = encoder.encode(json)
        budget -= record.length
        if (budget < 0) throw malformedInput('The YAML aliases make it many times larger than it is')
        writer.part(record, 0, record.length)
        writer.at(line, 1)
        writer.endLine()
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

/** Each record as JSON, and the line it begins in; -1 where that is not known. */
function* readRecords(text: string): Generator<{ json: string; line: number }> {
  const lines = new LineCounter()
  const budget = { values: text.length * maxGrowth + 1000 }
  try {
    for (const document of readDocuments(text, lines)) {
      const content: unknown = document.toJS({ maxAliasCount: maxAliases })
      if (document.contents === null) continue
      const { contents } = document
      const nodes: unknown[] = isSeq(contents) && Array.isArray(content) ? contents.items : [contents]
      for (const [index, record] of (Array.isArray(content) ? content : [content]).entries())
        yield { json: JSON.stringify(jsonValue(record, budget)), line: lineOf(nodes[index], lines) }
    }
  } catch (error) {
    throw malformedInput(`The YAML could not be read: ${describe(error, lines)}`)
  }
}

/** One document after the other: what the library makes of a document is many times its size. */
function* readDocuments(text: string, lines: LineCounter): Generator<Document> {
  // Told not to look for repeated keys, for it compares every key with every other: minutes for a mapping of a megabyte.
  const composer = new Composer({ uniqueKeys: false, merge: true, intAsBigInt: true, logLevel: 'silent' })
  for (const document of composer.compose(new Parser(lines.addNewLine).parse(text))) {
    const problem = document.errors[0] ?? document.warnings[0]
    if (problem) throw problem
    check(document)
    yield document
  }
}

function lineOf(node: unknown, lines: LineCounter): number {
  return isNode(node) && node.range ? lines.linePos(node.range[0]).line : -1
}

function check(document: Document): void {
  let aliases = 0
  visit(document, {
    Map: (_key, map) => refuseRepeatedKeys(map),
    Alias: () => {
      if (++aliases > maxAliasesOfAll) throw new Error(`A document may have at most ${maxAliasesOfAll} aliases`)
    },
  })
}

function refuseRepeatedKeys(map: YAMLMap): void {
  const seen = new Set<unknown>()
  for (const { key } of map.items) {
    if (!isScalar(key)) continue
    if (seen.has(key.value)) {
      const [from = 0, to = from] = key.range ?? []
      throw new YAMLParseError([from, to], 'DUPLICATE_KEY', 'Map keys must be unique')
    }
    seen.add(key.value)
  }
}

function describe(error: unknown, lines: LineCounter): string {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof YAMLParseError)) return message
  const { line, col } = lines.linePos(error.pos[0])
  return `${message}, at line ${line}, column ${col}`
}
