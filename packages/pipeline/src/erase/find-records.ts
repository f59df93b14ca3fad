import type { Pipeline, RecordEngine, TransformOptions } from '../record-engine.ts'
import { parseJson } from '../decode/parse-json.ts'
import { Fault } from '../record/fault.ts'
import { packSlice } from '../slice/slice.ts'
import type { Selector } from './compile-selector.ts'
import { findInSlice, isRefusalMeant, type KeptRefusal } from './find-in-slice.ts'

/** The places of a chunk's records that are meant. */
export function findInChunk(engine: RecordEngine, stored: Uint8Array, { isStored }: Selector): number[] {
  return engine.read(stored).flatMap((line, place) => (isStored(line) ? [place] : []))
}

/**
 * The indexes of refused records that are meant: as they came, or after the steps.
 * @param pipeline of a recipe as `withoutRefusing` has it; null: the steps are not to be tried on them
 */
export function findInRefused(
  engine: RecordEngine,
  pipeline: Pipeline | null,
  refused: readonly KeptRefusal[],
  selector: Selector,
  options: Pick<TransformOptions, 'maxGrowth' | 'onRecord'> = {},
): number[] {
  const lines = refused.map(pipeline ? lineOf : () => undefined)
  const readable = lines.flatMap((line, index) => (line === undefined ? [] : [{ index, line }]))
  const found = new Set(
    refused.flatMap((one, index) => (lines[index] === undefined && isRefusalMeant(one, selector) ? [index] : [])),
  )
  if (pipeline && readable.length > 0) {
    const body = Buffer.from(readable.map(({ line }) => `${line}\n`).join(''))
    const slice = packSlice({ encoding: 'ndjson', first: 0, refused: [] }, body)
    for (const position of findInSlice(engine, pipeline, slice, selector, options)) found.add(readable[position]!.index)
  }
  return [...found].toSorted((a, b) => a - b)
}

/** The record before the steps, as one line of JSON. */
function lineOf({ original, encoding, record }: KeptRefusal): string | undefined {
  const text = record ?? (encoding === 'text' ? original : undefined)
  if (text === undefined || parseJson(text) instanceof Fault) return undefined
  // Between tokens alone: within them a line feed is escaped.
  return text.replaceAll(/[\r\n]+/g, ' ')
}
