import { exactNumber } from '@syndicate/contracts/decimal-number'
import { formatPath, type Path } from '@syndicate/definitions/path'
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { ConfigProblem } from './config-error.ts'

export interface SourceText {
  /** The parsed value. Meaningless when `problems` has entries. */
  value: unknown
  /** What the YAML parser itself objects to. */
  problems: ConfigProblem[]
  /** A problem at this path; a path that is not there is given the line of what would hold it. */
  problemAt(path: Path, expected: string, got: string): ConfigProblem
}

/** Parses YAML so that every value can be traced back to its line. */
export function parseSource(text: string, file: string): SourceText {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number) => `${file}:${Math.max(1, lines.linePos(offset).line)}`

  // The first alone: what the parser says after it has lost its footing is noise.
  const problems = document.errors.slice(0, 1).map((error) => ({
    where: at(error.pos[0]),
    path: '(syntax)',
    expected: 'YAML',
    got: error.message,
  }))
  const { value, fault } = problems.length > 0 ? {} : unfold(document)
  if (fault)
    problems.push({ where: at(firstAlias(document)), path: '(syntax)', expected: 'aliases that unfold', got: fault })
  return {
    value,
    problems,
    problemAt: (path, expected, got) => ({
      where: at(offsetOf(document, path)),
      path: formatPath(path),
      expected,
      got,
    }),
  }
}

/** Its value, with what aliases stand for; or what is wrong with these. */
function unfold(document: Document.Parsed): { value?: unknown; fault?: string } {
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
    return { fault: error instanceof ReferenceError ? error.message : 'one within what it stands for' }
  }
}

/** The same that an API makes of JSON: digits that a double cannot hold are kept, as text, and what is out of its range is no number. */
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
