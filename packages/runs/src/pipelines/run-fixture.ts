import { isDeepStrictEqual } from 'node:util'
import { readingOf, shortText, type Fixture, type Recipe, type Refusal } from '@syndicate/contracts'
import type { Fault } from '@syndicate/definitions'
import { createCutter, lookAt, type CutLimits, type Pipeline, type RecordEngine } from '@syndicate/pipeline'

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
  const expect: unknown[] = []
  const refused: Refusal[] = []
  let filtered = 0
  for (const slice of [...cutter.push(bytes), ...cutter.end()]) {
    const transformed = pipeline.transform(slice)
    pipeline.audit(transformed.stored)
    expect.push(...engine.read(transformed.stored).map((line) => JSON.parse(line) as unknown))
    refused.push(...transformed.refused)
    filtered += transformed.counts.filtered
  }
  const places = refused.map(({ position, code }) => ({ position, code }))
  return { expect, refused: places.toSorted((a, b) => a.position - b.position), filtered }
}

function bytesOf(input: string, format: string): Uint8Array {
  const isBinary = format === 'binary' || format === 'msgpack' || format === 'cbor'
  return Buffer.from(input, isBinary ? 'base64' : 'utf8')
}
