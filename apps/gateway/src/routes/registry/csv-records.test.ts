import { afterAll, expect, test } from 'vitest'
import { createCsvWriter } from '../../csv/create-csv-writer.ts'
import { columnsOf, csvText, csvUpTo } from './csv-records.ts'

const csv = createCsvWriter()
afterAll(() => csv.close())

const linesOf = (records: object[]) => Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''))

async function* batches(...all: Buffer[]): AsyncGenerator<Buffer> {
  yield* all
}

async function textOf(...all: object[][]): Promise<string> {
  const buffers = all.map(linesOf)
  const columns = await columnsOf(batches(...buffers), null, csv)
  return Buffer.concat(
    await Array.fromAsync(csvText(batches(...buffers), { columns, forExcel: false }, csv)),
  ).toString()
}

test('columns are all fields in the order they are met, and rows come in order', async () => {
  const first = Array.from({ length: 3000 }, (_, n) => ({ n }))
  const text = await textOf(first, [{ n: 3000, b: 'x\ny' }, { a: 1 }])
  expect(text.split('\r\n').slice(0, 2)).toEqual(['n,b,a', '0,,'])
  expect(text.endsWith('\r\n3000,"x\ny",\r\n,,1\r\n')).toBe(true)
  expect(text.split('\r\n')).toHaveLength(3004)
})

test('a schema that allows no other fields knows the columns without a look at the records', async () => {
  const schema = { additionalProperties: false, properties: { b: {}, a: {} } }
  const unlooked = batches(Buffer.from('this is no record'))
  expect(await columnsOf(unlooked, schema, csv)).toEqual(['b', 'a'])
})

test.each([
  ['every record has another name', Array.from({ length: 1001 }, (_, n) => ({ [`f${n}`]: n }))],
  ['a name is very long', [{ ['x'.repeat(200_000)]: 1 }]],
])('is refused when %s', async (_what, records) => {
  await expect(textOf(records)).rejects.toMatchObject({ code: 'csv-too-wide' })
})

test('rows times columns is made little by little', async () => {
  const records = Array.from({ length: 1000 }, (_, n) => ({ [`f${n}`]: n }))
  const lines = linesOf(Array.from({ length: 20 }, () => records).flat())
  const columns = await columnsOf(batches(lines), null, csv)
  let largest = 0
  let bytes = 0
  for await (const piece of csvText(batches(lines), { columns, forExcel: false }, csv)) {
    largest = Math.max(largest, piece.byteLength)
    bytes += piece.byteLength
  }
  expect(bytes).toBeGreaterThan(20_000_000)
  expect(largest).toBeLessThan(500_000)
})

test('a page ends where it is full, with at least one row', async () => {
  const lines = linesOf(Array.from({ length: 400 }, (_, n) => ({ n, text: 'x'.repeat(1000) })))
  const { body, count } = await csvUpTo(200_000, lines, { columns: ['n', 'text'], forExcel: false }, csv)
  expect(count).toBeGreaterThan(100)
  expect(count).toBeLessThan(200)
  expect(body.toString().split('\r\n')).toHaveLength(count + 2)
  expect((await csvUpTo(10, lines, { columns: ['n', 'text'], forExcel: false }, csv)).count).toBeGreaterThan(0)
})

test('what a record does to the thread is told to whoever asked, and others go on', async () => {
  await expect(csv.rowsOf(Buffer.from('{"n":\n'), { columns: ['n'], forExcel: false })).rejects.toThrow()
  expect(Buffer.from(await csv.rowsOf(Buffer.from('{"n":1}\n'), { columns: ['n'], forExcel: false })).toString()).toBe(
    '1\r\n',
  )
})
