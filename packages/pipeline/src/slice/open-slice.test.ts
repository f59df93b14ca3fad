import { encode as encodeMsgpack } from '@msgpack/msgpack'
import type { Format, Recipe } from '@syndicate/contracts'
import { encode as encodeCbor } from 'cborg'
import { expect, test } from 'vitest'
import { compilePipeline } from '../compile-pipeline.ts'
import type { Transformed } from '../record-engine.ts'
import { openSlice, type OpenSlice } from './open-slice.ts'
import { cutInput } from '../testing/cut-input.ts'
import { plainRecipe } from '../testing/plain-recipe.ts'
import { testHost } from '../testing/test-host.ts'

const recipe: Recipe = {
  ...plainRecipe,
  mode: 'upsert',
  // Most records have the same.
  key: ['note'],
  deleteWhen: 'n == 16',
  steps: [{ cast: { n: 'integer' } }, { filter: 'n % 5 != 0' }],
  schema: { properties: { n: { maximum: 30 } } },
}
const { transform } = compilePipeline(recipe, testHost)

/** Records that are stored, filtered, take a row away, refused by a step and by the schema, and two too large to be cut. */
const values = Array.from({ length: 40 }, (_, n) => ({
  n: n % 7 === 0 ? 'x' : n,
  note: n === 11 || n === 12 ? 'too large '.repeat(30) : 'say "é", or\nnot',
}))

/** What the schema refuses, and 35, which is no number. */
const beyond30 = [31, 32, 33, 34, 35, 36, 37, 38, 39]

function joinBytes(pieces: Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]))
}

const inputs: [Format, string | Uint8Array][] = [
  ['ndjson', values.map((value) => `${JSON.stringify(value)}\n`).join('')],
  ['json', JSON.stringify(values, null, 2)],
  ['csv', `n,note\r\n${values.map(({ n, note }) => `${n},"${note.replaceAll('"', '""')}"\r\n`).join('')}`],
  ['msgpack', joinBytes(values.map((value) => encodeMsgpack(value)))],
  ['cbor', joinBytes(values.map((value) => encodeCbor(value)))],
]

function sliceOf(format: Format, input: string | Uint8Array): Uint8Array {
  const slices = cutInput(format, input, { limits: { maxRecordBytes: 200 } })
  expect(slices).toHaveLength(1)
  return slices[0]!
}

/** Transforms the records between the given places, each part told what came before it. */
function inParts(slice: OpenSlice, places: number[]): Transformed[] {
  let grownBefore = 0
  return places.slice(1).map((to, index) => {
    const part = transform(slice.part(places[index]!, to), { partOf: { bytes: 1, grownBefore } })
    grownBefore += part.grownChars
    return part
  })
}

test.each(inputs)('parts of %s, joined, are the whole, wherever it is taken apart', (format, input) => {
  const slice = sliceOf(format, input)
  const whole = transform(slice)
  expect(whole.counts).toMatchObject({ in: 40, stored: 17 })
  expect(whole.refused.map(({ position }) => position)).toEqual([11, 12, 0, 7, 14, 21, 28, ...beyond30])
  expect(whole.keys).toHaveLength(18 * 32)
  const open = openSlice(slice)
  expect(open.records).toBe(38)
  for (let at = 0; at <= 38; at++) {
    const places = [...new Set([0, at, Math.min(38, at + 1), 38])]
    expect(open.join(inParts(open, places))).toEqual(whole)
  }
})

test.each(inputs)(
  'a record of %s is left out with its position and as it came, and the books balance',
  (format, input) => {
    const slice = sliceOf(format, input)
    const whole = transform(slice)
    const open = openSlice(slice)
    // 13 is the first record behind the two that are too large.
    const refusal = open.refuse(11, 'record-timeout', 'too slow')
    const [before, after] = [transform(open.part(0, 11)), transform(open.part(12, 38))]
    const joined = open.join([before, refusal, after])
    expect(refusal).toMatchObject({ position: 13, stage: 'transform', code: 'record-timeout', reason: 'too slow' })
    expect(joined.refused.map(({ position }) => position)).toEqual([11, 12, 0, 7, 13, 14, 21, 28, ...beyond30])
    expect(joined.counts).toEqual({ ...whole.counts, stored: whole.counts.stored - 1 })
    expect(joined.counts.in).toBe(joined.counts.stored + joined.counts.filtered + joined.refused.length)
    const text = refusal.encoding === 'text' ? refusal.original : atob(refusal.original)
    expect(text).toContain('say ')
  },
)

test('a part without records is a slice of none', () => {
  const open = openSlice(sliceOf('ndjson', '{"n":1}\n'))
  expect(transform(open.part(0, 0)).counts).toEqual({ in: 0, filtered: 0, stored: 0 })
})
