import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { inferField, inferText } from '../testing/infer-text.ts'

const many = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n))
const day = (n: number) => String(1 + (n % 28)).padStart(2, '0')

test.each<[string, unknown[], object]>([
  ['whole numbers', ['1', '-2', '300'], { type: 'integer', cast: 'integer', minimum: -2, maximum: 300 }],
  ['fractions', ['1', '2.5', '1e3'], { type: 'number', cast: 'number', minimum: 1, maximum: 1000 }],
  ['whole numbers with a fraction of nothing', ['1.0', '2.0'], { type: 'number', cast: 'number' }],
  [
    'ids beyond 2^53',
    ['9007199254740993', '12', '9007199254740995'],
    { type: 'bigint', cast: 'bigint', minimum: '12', maximum: '9007199254740995' },
  ],
  ['ids below -2^53', ['-9007199254740993', '-9007199254740995'], { minimum: '-9007199254740995' }],
  ['codes with an E among digits', ['12E5', '1004', '7E30'], { type: 'string', cast: undefined }],
  ['more digits than a double has', ['0.12345678901234567891', '2'], { type: 'decimal', cast: 'decimal' }],
  ['zeros in front', ['01234', '98765'], { type: 'string', cast: undefined }],
  ['numbers that are dialled', ['+4930123456', '+4989654321'], { type: 'string' }],
  ['true and false', ['true', 'FALSE', 'True'], { type: 'boolean', cast: 'boolean' }],
  ['yes and no', ['yes', 'no', 'yes'], { type: 'string', cast: undefined }],
  ['0 and 1', ['0', '1', '1'], { type: 'integer', cast: 'integer' }],
  ['percent signs', ['12%', '5.5 %'], { type: 'string' }],
  ['currencies', ['$12.50', '$3'], { type: 'string' }],
  ['currencies behind', ['12,50 €', '3 €'], { type: 'string' }],
  ['times of day', ['12:30', '7:05'], { type: 'string' }],
  ['text', ['a', 'b', '1'], { type: 'string', cast: undefined }],
  ['nothing', ['', ''], { type: 'null' }],
  ['dates', ['2026-01-31', '2026-02-01'], { type: 'timestamp', cast: 'timestamp' }],
  ['times', ['2026-01-31 12:00:00', '2026-02-01 12:00:00'], { type: 'timestamp', cast: 'timestamp' }],
  ['dates of mail', ['20 Jun 1975', 'Jun 21 1975'], { type: 'timestamp', cast: 'timestamp' }],
  [
    'days first, by one beyond 12',
    ['31.01.2026', '01.02.2026'],
    { type: 'timestamp', cast: { to: 'timestamp', formats: ['%d.%m.%Y'] } },
  ],
  [
    'months first, by a day beyond 12',
    ['01/31/2026', '02/01/2026'],
    { type: 'timestamp', cast: { to: 'timestamp', formats: ['%m/%d/%Y'] } },
  ],
  [
    'one digit or two, and a short year',
    ['1/2/26', '12/31/25'],
    { type: 'timestamp', cast: { to: 'timestamp', formats: ['%-m/%-d/%y'] } },
  ],
  [
    'two ways to write a time',
    ['31.01.2026 12:30', '01.02.2026'],
    { type: 'timestamp', cast: { to: 'timestamp', formats: ['%d.%m.%Y %H:%M', '%d.%m.%Y'] } },
  ],
  [
    'halves of a day',
    ['1/31/2026 1:05 PM', '2/1/2026 12:00 AM'],
    { type: 'timestamp', cast: { to: 'timestamp', formats: ['%-m/%-d/%Y %-I:%M %p'] } },
  ],
  [
    'months by name',
    ['05-Jan-26', '31-Dec-25'],
    { type: 'timestamp', cast: { to: 'timestamp', formats: ['%d-%b-%y'] } },
  ],
  [
    'days without signs',
    ['20260131', '20260201', '20251231'],
    { type: 'timestamp', cast: { to: 'timestamp', formats: ['%Y%m%d'] } },
  ],
  ['days that may be months', ['01/02/2026', '03/04/2026'], { type: 'string', cast: undefined }],
  ['days first and months first', ['31/01/2026', '01/31/2026'], { type: 'string', cast: undefined }],
  ['days that no month has', ['31.02.2026', '32.01.2026'], { type: 'string', cast: undefined }],
])('%s', (_what, values, expected) => {
  const { inference, ...field } = inferField(values)
  expect(field).toMatchObject({ misfits: 0, ...expected })
  expect([inference.refused, inference.rows.length]).toEqual([[], values.length])
})

test('the evidence counts what there is, and says what stays as it is and why', () => {
  const dates = many(198, (n) => `2026-01-${day(n)}`)
  expect(inferField([...dates, '', '']).evidence).toBe('198 of 200 are dates as 2026-01-01; 2 are empty')
  expect(inferField(['01234', '98765']).evidence).toContain('with zeros in front, as 01234, which stay text')
  expect(inferField(['01/02/2026', '03/04/2026']).evidence).toContain('day and month cannot be told apart')
  expect(inferField(['31.01.2026', '01.02.2026']).evidence).toContain('the day comes first')
  expect(inferField(['yes', 'no']).evidence).toContain('which no cast takes for true or false')
  expect(inferField(['10', '20'], { name: 'unitPrice' })).toMatchObject({ type: 'number', schema: { type: 'number' } })
})

test('a dot that may stand between thousands is told of', () => {
  expect(inferField(['1.100', '12.500'])).toMatchObject({
    type: 'number',
    evidence: '2 of 2 are numbers from 1.1 to 12.5; if the dot stands between thousands, say thousands=.',
  })
  expect(inferField(['1.100', '12.5']).evidence).toBe('2 of 2 are numbers from 1.1 to 12.5')
  expect(inferField(['0.100', '0.125']).evidence).toBe('2 of 2 are numbers from 0.1 to 0.125')
})

test('a few cells that are wrong are listed, with what would become of their records', () => {
  const values = many(200, (n) => (n % 40 === 7 ? 'soon' : `2026-01-${day(n)}`))
  const { misfits, badCells, inference, evidence } = inferField(values)
  expect([misfits, evidence]).toEqual([5, '195 of 200 are dates as 2026-01-01; 5 are not'])
  expect(badCells[0]).toEqual({ position: 7, line: 9, value: 'soon' })
  expect(badCells).toHaveLength(5)
  expect([inference.refusedRecords, inference.refused.length, inference.rows.length]).toEqual([5, 5, 19])
  expect(inference.refused[0]).toMatchObject({ position: 7, line: 9, code: 'cast-failed', original: 'soon|1' })
})

test('more cells that are wrong than one in twenty, or in too small a file, make it text', () => {
  expect(inferField(many(100, (n) => (n < 94 ? '1' : 'x'))).type).toBe('string')
  expect(inferField(many(100, (n) => (n < 95 ? '1' : 'x'))).type).toBe('integer')
  expect(inferField(['1', '2', '3', 'x']).type).toBe('string')
})

test('what a cast takes as well is not wrong', () => {
  expect(inferField(many(60, (n) => (n === 7 ? '1' : String(n % 2 === 0))))).toMatchObject({
    type: 'boolean',
    misfits: 0,
  })
  expect(inferField(many(60, (n) => (n === 7 ? '1767225600' : '2026-01-31')))).toMatchObject({
    type: 'timestamp',
    misfits: 0,
  })
})

test('names tell what digits are', () => {
  expect(inferField(['12345', '98765'], { name: 'zip_code' }).type).toBe('string')
  expect(inferField(['1', '0'], { name: 'is_active' })).toMatchObject({ type: 'boolean', cast: 'boolean' })
  expect(inferField(['1767225600', '1767225601'], { name: 'createdAt' })).toMatchObject({
    type: 'timestamp',
    minimum: '2026-01-01T00:00:00.000Z',
  })
  expect(inferField(['1767225600', '1767225601'], { name: 'views' }).type).toBe('integer')
})

test('an enumeration is what came again and again, and nothing that came a few times', () => {
  const states = many(60, (n) => ['open', 'done', 'late'][n % 3]!)
  expect(inferField(states)).toMatchObject({
    enum: ['done', 'late', 'open'],
    schema: { type: 'string', enum: ['done', 'late', 'open'] },
  })
  expect(inferField([...states, '']).schema).toEqual({ type: 'string', enum: ['done', 'late', 'open', ''] })
  expect(inferField([...states, 'odd']).enum).toBeUndefined()
  expect(inferField(states, { name: 'city' }).enum).toBeUndefined()
  const sparse = many(60, (n) => ['open', '', 'late'][n % 3]!)
  expect(inferField(sparse, { json: true }).schema).toEqual({ type: 'string', enum: ['late', 'open', ''] })
})

test('a range is asserted where the next file keeps to it', () => {
  const numbers = many(50, (n) => String(n * 2))
  expect(inferField(numbers).schema).toEqual({ type: 'integer', minimum: 0 })
  expect(inferField(numbers.map((each) => String(Number(each) + 500))).range).toBeUndefined()
  expect(inferField(numbers, { name: 'temperature' }).range).toBeUndefined()
  expect(inferField(numbers, { name: 'Percent' }).range).toEqual({ minimum: 0, maximum: 100 })
  expect(inferField(['52.5', '-13.4'], { name: 'lat' }).range).toEqual({ minimum: -90, maximum: 90 })
  expect(inferField(['152.5', '-13.4'], { name: 'geo lng' }).range).toEqual({ minimum: -180, maximum: 180 })
  expect(inferField(['1', '2', '3']).range).toBeUndefined()
})

test('what may be missing may be null, and what never was may not', () => {
  expect(inferField(['1', '', '3'])).toMatchObject({ required: false, nulls: 1, schema: { type: ['integer', 'null'] } })
  expect(inferField(['1', '2']).inference.definition.schema).toMatchObject({ required: ['c', 'other'] })
  expect(inferField([1, null, undefined], { json: true })).toMatchObject({
    nulls: 2,
    schema: { type: ['integer', 'null'] },
  })
})

test('JSON has numbers and true and false of its own: text stays text, but times', () => {
  const json = true
  expect(inferField(['12', '13'], { json })).toMatchObject({ type: 'string', cast: undefined })
  expect(inferField(['true', 'false'], { json })).toMatchObject({ type: 'string' })
  expect(inferField([1, 2, 3.5], { json })).toMatchObject({ type: 'number', cast: undefined, minimum: 1, maximum: 3.5 })
  expect(inferField([true, false], { json })).toMatchObject({ type: 'boolean', cast: undefined })
  expect(inferField(['2026-01-31T00:00:00Z'], { json })).toMatchObject({ type: 'timestamp', cast: 'timestamp' })
  expect(inferField([1, 'a', 2], { json })).toMatchObject({ type: 'mixed', schema: { type: ['string', 'number'] } })
})

test.each<[string, (n: number) => unknown]>([
  ['a name that is missing', (n) => (n < 2500 ? { x: 1, y: 1 } : { x: 1 })],
  ['a fraction', (n) => ({ x: n < 2500 ? n : n + 0.5 })],
  ['a text in a list', (n) => [n < 2500 ? n : 'a']],
  ['a text at the end of a list', (n) => (n === 20 ? [...many(150, () => n), 'a'] : [n])],
  ['a list in a field of several kinds', (n) => (n % 2 ? n : n < 2500 ? [n] : ['a'])],
])('%s late among many records is in the schema', (_what, make) => {
  const values = many(3000, make)
  const inference = inferText(values.map((value) => `${JSON.stringify({ c: value })}\n`).join(''))
  const isSound = new Ajv2020().compile(inference.definition.schema as object)
  expect(inference.complete).toBe(true)
  expect(values.filter((value) => !isSound({ c: value }))).toEqual([])
})

test('whole numbers of any size and writing are bounded by their digits', () => {
  const values = [1e300, 5, `${'0'.repeat(450)}7`, '-9007199254740993']
  expect(inferField(values, { json: true })).toMatchObject({
    type: 'bigint',
    minimum: '-9007199254740993',
    maximum: `1${'0'.repeat(300)}`,
  })
})

test('objects and lists have their own types in the schema, two levels deep', () => {
  const values = many(12, (n) => ({ x: n, tags: ['a'], at: { city: 'Bonn', deep: { deeper: { deepest: 1 } } } }))
  expect(inferField(values, { json: true })).toMatchObject({
    type: 'object',
    schema: {
      type: 'object',
      required: ['x', 'tags', 'at'],
      properties: {
        x: { type: 'integer' },
        tags: { type: 'array', items: { type: 'string' } },
        at: { properties: { city: { type: 'string' }, deep: { type: 'object' } } },
      },
    },
  })
  const table = many(50, (n) => ({ [`k${n}`]: n }))
  expect(inferField(table, { json: true }).schema).toEqual({ type: 'object' })
  expect(inferField([[1.5], [], [2]], { json: true }).schema).toEqual({ type: 'array', items: { type: 'number' } })
})

test('digits are told apart up to a thousand of them', () => {
  expect(inferField(many(900, (n) => String(n))).distinct).toBe(900)
  expect(inferField(many(1500, (n) => String(n))).distinct).toBe(1001)
})
