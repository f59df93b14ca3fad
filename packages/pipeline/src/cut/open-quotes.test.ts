import { expect, test } from 'vitest'
import { readCsv } from '../testing/read-csv.ts'

const line = 'malformed-record'

test('a quote that is never closed costs its line alone, which is named', () => {
  const { records, refused } = readCsv('id,note\n1,ok\n2,"5 inch pipe\n3,ok\n4,"fine"\n5,ok')
  expect(records).toMatchObject([{ id: '1' }, { id: '3' }, { id: '4', note: 'fine' }, { id: '5' }])
  expect(refused).toMatchObject(
    [
      {
        position: 1,
        code: line,
        reason: /^A quote opens in line 3, column 2, "note", and is not closed/,
        original: '2,"5 inch pipe',
      },
    ].map((it) => ({
      ...it,
      reason: expect.stringMatching(it.reason),
    })),
  )
})

test('each of several is refused by itself', () => {
  const { records, refused } = readCsv('id,note\n1,"x\n2,"y\n3,z\n')
  expect(records).toEqual([{ id: '3', note: 'z' }])
  expect(refused.map(({ original }) => original)).toEqual(['1,"x', '2,"y'])
})

test('lines counts those within cells', () => {
  expect(readCsv('id,note\n1,"a\nb\nc"\n2,"x').refused).toMatchObject([{ reason: expect.stringContaining('line 5, ') }])
})

test('a cell that holds rows is refused, unless whoever sends it says what quotes', () => {
  const input = 'id,note\n1,"5 inch\n2,ok\n3,ok"\n4,x\n'
  const { records, refused } = readCsv(input)
  expect(records).toEqual([{ id: '4', note: 'x' }])
  expect(refused).toMatchObject([
    { reason: expect.stringMatching(/opens in line 2, column 2, "note", closes in line 4.*quote="/) },
  ])
  expect(readCsv(input, { quote: '"' }).records).toHaveLength(2)
})

test.each(['1,"12 Main St\nSpringfield"', '1,"Dear all,\n\nthanks, B\nand, bye"', '1,"a,b\nc,d,e\nf,g"'])(
  'the cell of lines in %j is none of rows',
  (row) => {
    expect(readCsv(`id,note\n${row}\n2,x\n`)).toMatchObject({ records: [{ id: '1' }, { id: '2' }], refused: [] })
  },
)

test('rows by the thousand behind an open quote are read, whatever closes it', () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => `${n + 2},ok${n === 15_000 ? '"' : ''}\n`)
  const { counts, refused } = readCsv(`id,note\n1,"5 inch pipe\n${rows.join('')}`)
  expect(counts).toEqual({ in: 20_001, filtered: 0, stored: 20_000 })
  expect(refused).toMatchObject([{ position: 0, reason: expect.stringContaining('line 2, ') }])
})

test('the header of a file that was joined is no record', () => {
  expect(readCsv('a,b\n1,2\n\uFEFFa, b\n3,4\n')).toMatchObject({
    records: [{ a: '1' }, { a: '3' }],
    refused: [{ position: 1 }],
  })
})

test('an empty line between rows of a single column is an empty cell', () => {
  expect(readCsv('name\n\nAda\n\n\nBob\n\n\n').records.map((record) => Object.values(record as object)[0])).toEqual([
    '',
    'Ada',
    '',
    '',
    'Bob',
  ])
})

test('a row that cannot be read names the column, and one of another length what is too much or missing', () => {
  const { refused } = readCsv('id,note,x\n1,"a"b,c\n2,y\n3,y,z,w\n')
  expect(refused).toMatchObject([
    { reason: 'A quoted field is not closed, or goes on after its closing quote (column 2, "note")', field: 'note' },
    {
      reason:
        'The row has 2 fields, the header has 3: none for "x"; if what is missing at the end is null, let rows that are too short be filled (ragged=fill)',
    },
    { reason: 'The row has 4 fields, the header has 3: "w" is behind the last column, "x"' },
  ])
})
