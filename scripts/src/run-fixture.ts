import { deepStrictEqual } from 'node:assert'

import { readingOf, type Fixture, type Recipe, type Refusal } from '@syndicate/contracts'
import { createCutter, lookAt, type CutLimits, type RecordEngine } from '@syndicate/pipeline'

/**
 * Sends a fixture's input the way a run's input goes, from cutting to audit.
 * @returns what is different from what it should be, or null
 */
export function runFixture(recipe: Recipe, fixture: Fixture, engine: RecordEngine, limits: CutLimits): string | null {
  const expected = { records: fixture.expect, refused: fixture.refused, filtered: fixture.filtered }
  try {
    deepStrictEqual(outcomeOf(recipe, fixture, engine, limits), expected)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

function outcomeOf(recipe: Recipe, fixture: Fixture, engine: RecordEngine, limits: CutLimits) {
  const format = fixture.format ?? recipe.format
  const input = bytesOf(fixture.input, format)
  const { reading, decoder } = lookAt(input, { format, reading: readingOf(format, recipe.reading) })
  const bytes = decoder ? Buffer.concat([decoder.push(input), decoder.end()]) : input
  const cutter = createCutter(format, limits, reading)
  const pipeline = engine.compile(recipe)
  const records: unknown[] = []
  const refused: Refusal[] = []
  let filtered = 0
  for (const slice of [...cutter.push(bytes), ...cutter.end()]) {
    const transformed = pipeline.transform(slice)
    pipeline.audit(transformed.stored)
    records.push(...engine.read(transformed.stored).map((line) => JSON.parse(line) as unknown))
    refused.push(...transformed.refused)
    filtered += transformed.counts.filtered
  }
  const places = refused.map(({ position, code }) => ({ position, code }))
  return { records, refused: places.sort((a, b) => a.position - b.position), filtered }
}

function bytesOf(input: string, format: string): Uint8Array {
  const isBinary = format === 'binary' || format === 'msgpack' || format === 'cbor'
  return Buffer.from(input, isBinary ? 'base64' : 'utf8')
}
