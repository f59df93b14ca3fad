import { isNumberLike } from '../record/field-order.ts'
import { maxDepth } from '../record/max-depth.ts'

/** Numbers so near 0 that a double holds fewer of their digits, or none: then it is 0 itself. */
const leastNormal = 2.2250738585072014e-308

/** What there is to know of values that JSON.parse made, to tell whether they are what their text says. */
export interface Findings {
  /** How many names their objects have together. */
  names: number
  /** Whether a name is like a number, so that JavaScript may have put it before others. */
  hasNumberLike: boolean
  hasNearZero: boolean
  /** Whether it nests too deeply, or a number is beyond a double: then not all was looked at. */
  isOutOfBounds: boolean
}

/** Looks at a value, up to what is out of bounds. */
export function inspect(value: object): Findings {
  return inspectAll([value])
}

export function inspectAll(values: object[]): Findings {
  const findings: Findings = { names: 0, hasNumberLike: false, hasNearZero: false, isOutOfBounds: false }
  for (const value of values) inspectValue(value, findings, 1)
  return findings
}

function inspectValue(value: object, findings: Findings, depth: number): void {
  if (depth > maxDepth) findings.isOutOfBounds = true
  else if (Array.isArray(value)) inspectList(value, findings, depth)
  else inspectObject(value as Record<string, unknown>, findings, depth)
}

function inspectObject(value: Record<string, unknown>, findings: Findings, depth: number): void {
  let names = 0
  for (const name in value) {
    // Those like numbers are the first.
    if (names++ === 0 && isNumberLike(name)) findings.hasNumberLike = true
    const item = value[name]
    if (typeof item !== 'string') inspectItem(item, findings, depth)
  }
  findings.names += names
}

function inspectList(items: unknown[], findings: Findings, depth: number): void {
  for (const item of items) inspectItem(item, findings, depth)
}

function inspectItem(item: unknown, findings: Findings, depth: number): void {
  if (typeof item === 'number') {
    if (item < leastNormal && item > -leastNormal) findings.hasNearZero = true
    else if (!Number.isFinite(item)) findings.isOutOfBounds = true
  } else if (typeof item === 'object' && item !== null && !findings.isOutOfBounds)
    inspectValue(item, findings, depth + 1)
}
