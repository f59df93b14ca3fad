import { Fault } from '../record/fault.ts'
import { decodeApart, decodeWhole, notUtf8, originalOf, type Text } from './decode-text.ts'
import { lineBatches } from './line-batches.ts'
import { parseAtOnce } from './parse-at-once.ts'
import { parseJson } from './parse-json.ts'
import type { Original, Records } from './records.ts'

/** Read batch by batch. @param onBatch called before each */
export function ndjsonRecords(body: Uint8Array, onBatch?: () => void): Records {
  const batches = lineBatches(body)
  let batch = openBatch(new Uint8Array())
  let first = 0
  let end = 0

  /** Opens the batch of a record that is in this one or behind it. @returns whether there is such a record */
  const reach = (index: number): boolean => index < end || openUpTo(index)

  function openUpTo(index: number): boolean {
    while (index >= end) {
      const next = batches.next()
      if (next.done) return false
      onBatch?.()
      batch = openBatch(next.value)
      first = end
      end += batch.length
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
      return value ? parsed!.settle(line, value) : parseJson(line)
    },
    original(at) {
      const line = lines()[at]!
      return originalOf(typeof line === 'string' ? line.trim() : line)
    },
  }
}

/** Every line of a body ends with a line feed. */
function splitLines(text: string): string[] {
  const lines = text.split('\n')
  lines.pop()
  return lines
}
