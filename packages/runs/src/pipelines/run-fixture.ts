import { isDeepStrictEqual } from 'node:util'
import { readingOf, shortText, type Fixture, type Recipe } from '@syndicate/contracts'
import type { Fault } from '@syndicate/definitions'
import {
  createCutter,
  createSampleKeys,
  lookAt,
  storedPositions,
  type CutLimits,
  type Pipeline,
  type RecordEngine,
} from '@syndicate/pipeline'

/** Of a value that is told, in bytes. */
const mostTold = 300

type Outcome = Pick<Fixture, 'expect' | 'refused' | 'filtered'>

/**
 * Sends a fixture's input the way a run's input goes, from cutting to audit.
 * @returns the first thing that is different from what it should be, or null
 */
export function runFixture(
  { recipe, pipeline }: { recipe: Recipe; pipeline: Pipeline },
  fixture: Fixture,
  engine: RecordEngine,
  limits: CutLimits,
): Fault | null {
  let outcome: Outcome
  try {
    outcome = outcomeOf({ recipe, pipeline }, fixture, engine, limits)
  } catch (error) {
    return { path: ['input'], expected: 'an input that can be read', got: (error as Error).message }
  }
  return (
    differenceOf('expect', fixture.expect, outcome.expect) ??
    differenceOf('refused', fixture.refused, outcome.refused) ??
    differenceOf('filtered', [fixture.filtered], [outcome.filtered])
  )
}

function differenceOf(part: keyof Outcome, expected: unknown[], got: unknown[]): Fault | null {
  const length = Math.max(expected.length, got.length)
  const at = Array.from({ length }, (_, index) => index).find(
    (index) => !isDeepStrictEqual(expected[index], got[index]),
  )
  if (at === undefined) return null
  return { path: part === 'filtered' ? [part] : [part, at], expected: told(expected[at]), got: told(got[at]) }
}

function told(value: unknown): string {
  return value === undefined ? 'nothing' : shortText(JSON.stringify(value), mostTold)
}

function outcomeOf(
  { recipe, pipeline }: { recipe: Recipe; pipeline: Pipeline },
  fixture: Fixture,
  engine: RecordEngine,
  limits: CutLimits,
): Outcome {
  const format = fixture.format ?? recipe.format
  const input = bytesOf(fixture.input, format)
  const { reading, decoder } = lookAt(input, { format, reading: readingOf(format, recipe.reading) })
  const bytes = decoder ? Buffer.concat([decoder.push(input), decoder.end()]) : input
  const cutter = createCutter(format, limits, reading)
  const keys = createSampleKeys(recipe.onDuplicate)
  const rows: { value: unknown; slice: number; row: number; position: number }[] = []
  const refused: Outcome['refused'] = []
  let filtered = 0
  for (const [number, slice] of [...cutter.push(bytes), ...cutter.end()].entries()) {
    const leftOut = new Set<number>()
    const transformed = pipeline.transform(slice, { onFiltered: (index) => void leftOut.add(index) })
    pipeline.audit(transformed.stored)
    const positions = storedPositions(slice, transformed, leftOut)
    for (const [row, line] of engine.read(transformed.stored).entries())
      rows.push({ value: JSON.parse(line) as unknown, slice: number, row, position: positions[row]! })
    keys.take(transformed.keys)
    refused.push(...transformed.refused.map(({ position, code }) => ({ position, code })))
    filtered += transformed.counts.filtered
  }
  const { isOf } = keys.settle()
  const expect: unknown[] = []
  for (const { value, slice, row, position } of rows) {
    const instead = isOf(slice, row)
    if (!instead) expect.push(value)
    else if (instead === 'refused') refused.push({ position, code: 'duplicate-key' })
  }
  return { expect, refused: refused.toSorted((a, b) => a.position - b.position), filtered }
}

function bytesOf(input: string, format: string): Uint8Array {
  const isBinary = format === 'binary' || format === 'msgpack' || format === 'cbor'
  return Buffer.from(input, isBinary ? 'base64' : 'utf8')
}
