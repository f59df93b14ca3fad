import { Fault } from '../record/fault.ts'
import { decodeApart, decodeWhole, notUtf8, originalOf, type Text } from './decode-text.ts'
import { lineBatches } from './line-batches.ts'
import { inspectAll } from './inspect.ts'
import { losesByLength } from './losing-digits.ts'
import { isAsSaid, parseJson, settled } from './parse-json.ts'
import { parseTogether } from './parse-together.ts'
import type { Original, Records } from './records.ts'

/** Read batch by batch. @param onBatch called before each */
export function ndjsonRecords(body: Uint8Array, onBatch?: () => void): Records {
  const batches = lineBatches(body)
  let first = 0
  let batch = openBatch(new Uint8Array())

  /** Opens the batch of a record that is in this one or behind it. @returns whether there is such a record */
  function reach(index: number): boolean {
    while (index >= first + batch.length) {
      const next = batches.next()
      if (next.done) return false
      onBatch?.()
      first += batch.length
      batch = openBatch(next.value)
    }
    return true
  }

  return {
    has: reach,
    read(index) {
      reach(index)
      return batch.read(index - first)
    },
    original(index) {
      reach(index)
      return batch.original(index - first)
    },
  }
}

interface Batch {
  length: number
  read(at: number): unknown
  original(at: number): Original
}

/** Parsed all at once where that gives the same, else each when it is asked for. */
function openBatch(bytes: Uint8Array): Batch {
  const text = decodeWhole(bytes)
  let split: Text[] | undefined
  const lines = () => (split ??= text === null ? decodeApart(bytes, splitLines) : splitLines(text))
  const parsed = text === null ? null : parseAtOnce(text, { bytes, lines: lines as () => string[] })

  return {
    length: parsed ? parsed.values.length : lines().length,
    read(at) {
      const value = parsed?.values[at]
      // It belongs to whoever asked.
      if (parsed) parsed.values[at] = undefined
      if (value && parsed!.areAsSaid) return value
      const line = lines()[at]!
      if (typeof line !== 'string') return new Fault('malformed-record', notUtf8)
      return value ? settled(line, value) : parseJson(line)
    },
    original(at) {
      const line = lines()[at]!
      return originalOf(typeof line === 'string' ? line.trim() : line)
    },
  }
}

interface Parsed {
  values: (object | undefined)[]
  /** Whether each is what its line says, by what can be seen of all of them at once. */
  areAsSaid: boolean
}

/** Null when numbers that lose digits, or what is no JSON, have to be found line by line. */
function parseAtOnce(text: string, { bytes, lines }: { bytes: Uint8Array; lines: () => string[] }): Parsed | null {
  const values = losesByLength(text) ? null : (parseTogether(text) ?? parseEach(lines()))
  if (!values) return null
  return { values, areAsSaid: isAsSaid(text, inspectAll(values), bytes) }
}

/** Null when one of them is no object, or list. */
function parseEach(lines: string[]): object[] | null {
  const values: object[] = []
  try {
    for (const line of lines) {
      const value: unknown = JSON.parse(line)
      if (typeof value !== 'object' || value === null) return null
      values.push(value)
    }
    return values
  } catch {
    return null
  }
}

/** Every line of a body ends with a line feed. */
function splitLines(text: string): string[] {
  const lines = text.split('\n')
  lines.pop()
  return lines
}
