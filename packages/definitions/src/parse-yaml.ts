import { exactNumber } from '@syndicate/contracts/decimal-number'
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { Path } from './path.ts'

export interface YamlFault {
  /** From 1. */
  line: number
  expected: string
  got: string
}

export interface ParsedYaml {
  /** Meaningless where there is a fault. */
  value: unknown
  /** What the YAML parser itself objects to. */
  fault: YamlFault | null
  /** The line of the value at a path, from 1; of a path that is not there, the line of what would hold it. */
  lineOf(path: Path): number
}

/** Parses YAML so that every value can be traced back to its line. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line)
  const lineOf = (path: Path) => lineAt(offsetOf(document, path))

  // The first alone: what the parser says after it has lost its footing is noise.
  const [error] = document.errors
  if (error)
    return { value: undefined, fault: { line: lineAt(error.pos[0]), expected: 'YAML', got: error.message }, lineOf }
  const { value, got } = unfold(document)
  const fault = got === undefined ? null : { line: lineAt(firstAlias(document)), expected: 'aliases that unfold', got }
  return { value, fault, lineOf }
}

/** Its value, with what aliases stand for; or what is wrong with these. */
function unfold(document: Document.Parsed): { value?: unknown; got?: string } {
  visit(document, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === 'number' && scalar.source !== undefined)
        scalar.value = numberSaid(scalar.source, scalar.value)
    },
  })
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    JSON.stringify(value)
    return { value }
  } catch (error) {
    return { got: error instanceof ReferenceError ? error.message : 'one within what it stands for' }
  }
}

/** The same that the API makes of JSON: digits that a double cannot hold are kept, as text, and what is out of its range is no number. */
function numberSaid(text: string, read: number): number | string {
  if (!Number.isFinite(read)) return read
  // Hexadecimal and octal ones are whole.
  if (/^[-+]?0[xo]/.test(text)) return Number.isSafeInteger(read) ? read : text
  return exactNumber(text) ?? NaN
}

function firstAlias(document: Document.Parsed): number {
  let offset = 0
  visit(document, {
    Alias(_key, alias) {
      offset = startOf(alias) ?? offset
      return visit.BREAK
    },
  })
  return offset
}

function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents
  let offset = 0
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find((it) => isScalar(it.key) && String(it.key.value) === String(key))
      if (!pair) break
      offset = startOf(pair.key) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(key)]
      offset = startOf(node) ?? offset
    } else break
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
