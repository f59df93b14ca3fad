import { exactNumber } from '@syndicate/contracts/decimal-number'
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml'
import { keepsDigits } from './keeps-digits.ts'
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
  /** What the YAML parser itself objects to, and what JSON could not say. */
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
  const number = readNumbers(document)
  if (number)
    return {
      value: undefined,
      fault: { line: lineAt(number.at), expected: 'a number of JSON', got: number.got },
      lineOf,
    }
  const { value, got } = unfold(document)
  const fault = got === undefined ? null : { line: lineAt(firstAlias(document)), expected: 'aliases that unfold', got }
  return { value, fault, lineOf }
}

/** Reads its numbers as the API does those of JSON. @returns the first that is out of a double's range */
function readNumbers(document: Document.Parsed): { at: number; got: string } | undefined {
  let beyond: { at: number; got: string } | undefined
  visit(document, {
    Scalar(place, scalar, path) {
      const { source, value } = scalar
      if (typeof value !== 'number' || source === undefined) return
      const isName = place === 'key'
      const said = numberSaid(source, value, isName || keepsDigits(keysOf(path)))
      if (said !== undefined) scalar.value = said
      else if (!isName) {
        beyond = { at: startOf(scalar) ?? 0, got: source }
        return visit.BREAK
      }
    },
  })
  return beyond
}

function keysOf(path: readonly unknown[]): string[] {
  return path.flatMap((node) => (isPair(node) && isScalar(node.key) ? [String(node.key.value)] : []))
}

/** Its value, with what aliases stand for; or what is wrong with these. */
function unfold(document: Document.Parsed): { value?: unknown; got?: string } {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    JSON.stringify(value)
    return { value }
  } catch (error) {
    return { got: error instanceof ReferenceError ? error.message : 'one within what it stands for' }
  }
}

/** Where digits matter, those that a double cannot hold are kept, as text. Undefined out of a double's range. */
function numberSaid(text: string, read: number, isExact: boolean): number | string | undefined {
  if (!Number.isFinite(read)) return undefined
  // Hexadecimal and octal ones are whole.
  if (/^[-+]?0[xo]/.test(text)) return Number.isSafeInteger(read) || !isExact ? read : text
  const exact = exactNumber(text)
  return exact === undefined || isExact ? exact : read
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
