import { formats, readOptionsOf, type Inference } from '@syndicate/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fuzzRuns, fuzzTimeout } from '../testing/fuzz-runs.ts'
import { inferText } from '../testing/infer-text.ts'
import { readCsv } from '../testing/read-csv.ts'
import { runInput, type Outcome } from '../testing/run-input.ts'

const two = (n: number) => String(n).padStart(2, '0')
const date = fc.record({
  y: fc.integer({ min: 1950, max: 2060 }),
  m: fc.integer({ min: 1, max: 12 }),
  d: fc.integer({ min: 1, max: 28 }),
})
const decimals = fc.integer({ min: -1e9, max: 1e9 }).map((n) => (n / 1000).toFixed(2))

/** What may stand in a column, by its kind. */
const cells: fc.Arbitrary<string>[] = [
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  decimals,
  decimals.map((each) => each.replace('.', ',')),
  fc.integer({ min: 0, max: 1e9 }).map((n) => n.toLocaleString('en')),
  fc.integer({ min: 0, max: 1e9 }).map((n) => n.toLocaleString('de')),
  fc.integer({ min: 0, max: 99_999 }).map((n) => String(n).padStart(5, '0')),
  fc.integer({ min: 631_152_000, max: 4_102_444_799 }).map(String),
  fc.constantFrom('true', 'false', 'TRUE'),
  fc.constantFrom('0', '1'),
  fc.constantFrom('yes', 'no'),
  fc.constantFrom('open', 'done', 'late'),
  fc.constantFrom('12%', '3.5%', '$4', '4 €', '12:30', '+49 30 1234'),
  date.map(({ y, m, d }) => `${y}-${two(m)}-${two(d)}`),
  date.map(({ y, m, d }) => `${y}-${two(m)}-${two(d)}T${two(d)}:${two(m)}:59Z`),
  date.map(({ y, m, d }) => `${two(d)}.${two(m)}.${y}`),
  date.map(({ y, m, d }) => `${m}/${d}/${y} ${m}:${two(d)} PM`),
  date.map(({ y, m, d }) => `${two(d)}-${['Jan', 'Feb', 'Mar', 'May'][m % 4]!}-${two(y % 100)}`),
  date.map(({ y, m, d }) => `${y}${two(m)}${two(d)}`),
  fc.string({ maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.constantFrom('', ' ', 'NA', 'NULL', '-', 'nan'),
]
const names = ['id', 'zip', 'createdAt', 'is_open', 'price', 'lat', 'percent', 'state', 'Other Name', 'ü', 'x']

/** A column of cells of one kind, with a few of another among them. */
const column = (rows: number) =>
  fc
    .tuple(fc.constantFrom(...cells), fc.constantFrom(...cells), fc.constantFrom(0, 0.03, 0.1))
    .chain(([usual, odd, share]) =>
      fc
        .array(fc.tuple(usual, odd, fc.double({ min: 0, max: 1, noNaN: true })), { minLength: rows, maxLength: rows })
        .map((all) => all.map(([cell, other, draw]) => (draw < share ? other : cell))),
    )

const table = fc
  .tuple(fc.integer({ min: 1, max: 80 }), fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 5 }))
  .chain(([rows, header]) =>
    fc.tuple(fc.constant(header), fc.tuple(...header.map(() => column(rows))), fc.constantFrom(',', ';', '\t')),
  )

const quoted = (cell: string) => (/["\r\n,;\t ']|^$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** What runs through the pipeline, against what was said of it. */
function expectAsSaid(inference: Inference, { refused, records }: Pick<Outcome, 'refused' | 'records'>): void {
  expect(inference.complete).toBe(true)
  const listed = new Set(inference.fields.flatMap(({ badCells }) => badCells.map(({ position }) => position)))
  const unlisted = refused.filter(
    ({ code, position }) => (code === 'cast-failed' || code === 'schema-violation') && !listed.has(position),
  )
  expect(unlisted.map(({ reason }) => reason)).toEqual([])
  expect(refused).toHaveLength(inference.refusedRecords)
  expect(inference.rows).toEqual(records.slice(0, inference.rows.length))
  for (const { reason, position } of inference.refused)
    expect(refused.find((each) => each.position === position)?.reason).toBe(reason)
}

test(
  'the pipeline that is inferred of a CSV takes every row of it but those it names',
  () => {
    fc.assert(
      fc.property(table, ([header, columns, sign]) => {
        const rows = columns[0]!.map((_, row) => columns.map((cells) => quoted(cells[row]!)).join(sign))
        const file = `${header.map(quoted).join(sign)}\n${rows.map((row) => `${row}\n`).join('')}`
        const said = { delimiter: sign === '\t' ? 'tab' : sign, header: true }
        const inference = inferText(file, { format: 'csv', reading: said })
        const { steps, schema } = inference.definition
        expectAsSaid(inference, readCsv(file, readOptionsOf(inference.definition), { steps, schema }))
      }),
      fuzzRuns(150),
    )
  },
  fuzzTimeout,
)

const value = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.string({ maxLength: 6 }),
  ...cells,
  fc.jsonValue({ maxDepth: 3 }),
)
const name = fc.oneof(
  fc.constantFrom(...names, '__proto__'),
  fc.string({ maxLength: 3 }),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.constantFrom('\ud800', 'x\udfff'),
)
const record = fc.dictionary(name, value, { maxKeys: 6 })
const alike = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...cells, fc.integer(), fc.boolean())), {
      maxLength: 5,
    }),
  )
  .chain(([fields]) =>
    fc.array(fc.record(Object.fromEntries(fields), { requiredKeys: [] }), { minLength: 1, maxLength: 60 }),
  )

test(
  'the pipeline that is inferred of JSON takes every record of it but those it names',
  () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(record, { minLength: 1, maxLength: 40 }), alike), (records) => {
        const file = records.map((each) => `${JSON.stringify(each)}\n`).join('')
        const inference = inferText(file, { format: 'ndjson' })
        const { steps, schema } = inference.definition
        expectAsSaid(inference, runInput('ndjson', file, { steps, schema }))
      }),
      fuzzRuns(150),
    )
  },
  fuzzTimeout,
)

function outcomeOf(bytes: string | Uint8Array, isWhole: boolean): string {
  try {
    return inferText(bytes, { isWhole }).format
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

test(
  'bytes of any kind are inferred or refused, and nothing else',
  () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 300 }))
    fc.assert(
      fc.property(bytes, fc.boolean(), (each, isWhole) => {
        expect([...formats, 'malformed-input', 'empty-input']).toContain(outcomeOf(each, isWhole))
      }),
      fuzzRuns(500),
    )
  },
  fuzzTimeout,
)
