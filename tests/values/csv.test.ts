import { afterAll, expect, test } from 'vitest'
import { newId } from '@syndicate/contracts'
import { signIn } from '../acceptance/client.ts'
import { startSystem } from '../acceptance/system.ts'
import { outcomeOf } from './outcome.ts'

const system = await startSystem({
  workers: 1,
  config: {
    schemas: `
      optional: { type: object, required: [id], properties: { id: { type: string }, amount: { type: [number, 'null'] }, at: { type: string, format: date-time } } }
      required: { type: object, required: [id, amount], properties: { id: { type: string }, amount: { type: number } } }`,
    pipelines: `
      opt: { format: csv, schema: optional, steps: [ { cast: { amount: number, at: timestamp } } ] }
      req: { format: csv, schema: required, steps: [ { cast: { amount: number } } ] }
      num: { format: csv, steps: [ { cast: { v: number } } ] }
      euro: { format: csv, decimal: ',', thousands: '.', steps: [ { cast: { v: number } } ] }`,
  },
})
afterAll(() => system.stop())
const user = await signIn(system.url)
const ada = ['{"id":"1","name":"Ada"}']

test.each<[string, string, string[], object]>([
  ['semicolons', 'id;name;amount\n1;Ada;12,50\n', ['{"id":"1","name":"Ada","amount":"12,50"}'], { delimiter: ';' }],
  ['quoted semicolons', '"id";"name"\n"1";"Ada"\n', ada, { delimiter: ';' }],
  ['tabs', 'id\tname\n1\tAda\n', ada, { delimiter: 'tab' }],
  ['control characters', 'id\x01name\n1\x01Ada\n', ada, { delimiter: '\x01' }],
  ['the line of a spreadsheet', 'sep=,\nid,name\n1,Ada\n', ada, { skip: 1 }],
  ['single quotes', "id,name\n1,'Lovelace, Ada'\n", ['{"id":"1","name":"Lovelace, Ada"}'], { quote: "'" }],
  ['an index without a name', ',name\n0,Ada\n', ['{"column_1":"0","name":"Ada"}'], {}],
  ['a comma too many', 'a,b,\n1,2,\n', ['{"a":"1","b":"2"}'], {}],
  ['back-ticks', 'id,name\n1,`Lovelace, Ada`\n', ['{"id":"1","name":"Lovelace, Ada"}'], { quote: '`' }],
  ['bars', 'id|name\n1|Ada\n', ada, { delimiter: '|' }],
  ['the line of a spreadsheet in quotes', '"sep=;"\nid;name\n1;Ada\n', ada, { skip: 1, delimiter: ';' }],
  ['returns in the first lines alone', 'id,name\r1,Ada\n', ada, {}],
  ['two returns and a line feed', 'id,name\r\r\n1,Ada\r\r\n', ada, {}],
  ['returns for line ends', 'id,name\r1,Ada\r', ada, {}],
  ['an empty line in a single column', 'name\nAda\n\nBob\n', ['{"name":"Ada"}', '{"name":""}', '{"name":"Bob"}'], {}],
])('%s are found, and the run says so', async (_name, body, records, reading) => {
  const outcome = await outcomeOf(user, { format: 'csv' }, body)
  expect(outcome).toMatchObject({ state: 'published', refused: [], reading })
  expect(outcome.published).toEqual(records)
})

test.each<[string, string, RegExp]>([
  ['titles', 'Account: X\nRange: 2023\n\nid,amount\n1,5\nTotal,5\n', /^malformed-input: .*skip=3/],
  ['equal names', 'id,name,name\n1,a,b\n', /^malformed-input: .*"name".*header=/],
  ['rows without a header', '1,Ada\n2,Bob\n', /^malformed-input: .*header=false/],
  ['blanks between fields', 'id first last\n1 Ada L\n', /^malformed-input: .*delimiter=%20/],
  ['colons between fields', 'root:x:0\nbin:x:1\n', /^malformed-input: .*delimiter=:/],
  ['delimiters of two signs', 'id||name\n1||Ada\n', /^malformed-input: .*delimiter is one sign/],
  ['blanks before quotes', 'id, name\n1, "L, Ada"\n', /^malformed-input: .*trim=true/],
  ['names that are equal without blanks', 'a, a\n1,2\n', /^malformed-input: .*"a".*header=/],
  ['two delimiters', 'a;b,c\n1;2,3\n', /^malformed-input: .*delimiter=;/],
])('%s are refused at the door, with what to say', async (_name, body, told) => {
  const { state, error } = await outcomeOf(user, { format: 'csv' }, body)
  expect({ state, error }).toEqual({ state: 'refused at the door', error: expect.stringMatching(told) })
})

test('a query says how a table is read', async () => {
  const query = { format: 'csv', delimiter: ';', skip: '1', header: 'id,name', nulls: 'NULL', ragged: 'fill' }
  const { published } = await outcomeOf(user, query, 'x;x\n1;NULL\n2\n')
  expect(published).toEqual(['{"id":"1","name":null}', '{"id":"2","name":null}'])
})

test('an open quote costs its line, and what looks like rows is not published as a cell', async () => {
  const open = await outcomeOf(user, { format: 'csv' }, 'id,note\n1,"5 inch\n2,ok\n3,ok\n')
  expect(open.published).toHaveLength(2)
  expect(open.refused).toEqual([expect.stringMatching(/^malformed-record: A quote opens in line 2/)])
  const paired = await outcomeOf(user, { format: 'csv' }, 'id,note\n1,"5 inch\n2,ok\n3,ok\n4,ok"\n5,x\n')
  expect(paired).toMatchObject({
    published: ['{"id":"5","note":"x"}'],
    refused: [expect.stringMatching(/line 2, column 2, "note".*line 5/)],
  })
})

test('a quote that closes rows by the ten thousand later costs its line', async () => {
  const rows = Array.from({ length: 40_000 }, (_each, n) => `${n + 2},ok${n === 30_000 ? '"' : ''}\n`)
  const { counts, refused } = await outcomeOf(user, { format: 'csv' }, `id,note\n1,"5 inch\n${rows.join('')}`)
  expect(counts).toMatchObject({ in: 40_001, loaded: 40_000 })
  expect(refused).toEqual([expect.stringMatching(/^malformed-record: A quote opens in line 2, column 2, "note"/)])
})

test('a table may be as wide as the names of a record may be long, and goes out as CSV with 1,000 columns', async () => {
  const wide = (columns: number) => Array.from({ length: columns }, (_each, n) => [`c${n}`, String(n)])
  const csvOf = (columns: number) =>
    [0, 1]
      .map(
        (part) =>
          `${wide(columns)
            .map((field) => field[part])
            .join(',')}\r\n`,
      )
      .join('')
  for (const [columns, status] of [
    [1000, 200],
    [5000, 406],
  ] as const) {
    const dataset = `values-${newId()}`
    const record = JSON.stringify(Object.fromEntries(wide(columns)))
    expect((await outcomeOf(user, { format: 'ndjson' }, record)).published).toEqual([record])
    expect((await outcomeOf(user, { format: 'csv', dataset }, csvOf(columns))).published).toEqual([record])
    const download = await user.fetch(`/api/registry/${dataset}/records?format=csv`)
    expect([download.status, download.ok && (await download.text())]).toEqual([status, download.ok && csvOf(columns)])
  }
})

test.each<[string, string, RegExp]>([
  ['cells too many', 'a,b\n1,2\n3,4,5\n', /"5" is behind the last column, "b"/],
  ['more behind a quote', 'a,b\n1,2\n3,"x"y\n', /\(column 2, "b"\)/],
  ['letters that are no UTF-8', 'a,b\n1,2\n3,K\xf6ln\n', /encoding=windows-1252/],
  ['backslashes', 'a,b\n1,"say \\"hi\\", ok"\n2,x\n', /backslash.*escape=\\/],
  ['short rows', 'a,b\n1,2\n3\n', /ragged=fill/],
  ['joined files', 'a,b\n1,2\na,b\n', /header stands here again/],
])('%s are refused with a reason', async (_name, body, told) => {
  const { published, refused } = await outcomeOf(user, { format: 'csv' }, Buffer.from(body, 'latin1'))
  expect(published).toHaveLength(1)
  expect(refused).toEqual([expect.stringMatching(told)])
})

test('an empty cell is null where it is no text, and nothing where the field may be left out', async () => {
  const { published, refused } = await outcomeOf(user, { pipeline: 'opt' }, 'id,amount,at\nA,,2026-03-01\nB,5,\n')
  expect({ published, refused }).toEqual({
    published: ['{"id":"A","amount":null,"at":"2026-03-01T00:00:00.000Z"}', '{"id":"B","amount":5}'],
    refused: [],
  })
  const needed = await outcomeOf(user, { pipeline: 'req' }, 'id,amount\nA,\nB,5\n')
  expect(needed).toMatchObject({ published: ['{"id":"B","amount":5}'], refused: [expect.stringMatching(/amount/)] })
})

test('words for null are named, and read as null where they are said', async () => {
  const words = ['\\N', 'NA', 'n/a', 'None', 'NaN', 'nil', '-']
  const all = await outcomeOf(user, { pipeline: 'opt' }, `id,amount\n${words.map((word) => `A,${word}\n`).join('')}`)
  expect(all.refused).toEqual(words.map((word) => expect.stringContaining(`say nulls=${word}`)))
  const body = 'id,amount\nA,NULL\nB,5\n'
  expect((await outcomeOf(user, { pipeline: 'opt' }, body)).refused).toEqual([expect.stringMatching(/nulls=NULL/)])
  expect((await outcomeOf(user, { pipeline: 'opt', nulls: 'NULL' }, body)).published).toEqual([
    '{"id":"A","amount":null}',
    '{"id":"B","amount":5}',
  ])
})

test('numbers are read with the signs that are said, and a reason names others', async () => {
  const body = 'v\n"1.299,99"\n"12,5"\n"-1.000"\n'
  expect((await outcomeOf(user, { pipeline: 'euro' }, body)).published).toEqual([
    '{"v":1299.99}',
    '{"v":12.5}',
    '{"v":-1000}',
  ])
  const { refused } = await outcomeOf(user, { pipeline: 'num' }, 'v\n"1.299,99"\n€ 5\n(5)\n1 234\n12 %\n1_000\n0x10\n')
  expect(refused).toEqual(
    [
      /decimal=, and thousands=\./,
      /"€" stands in it/,
      /"\(" stands in it/,
      /" " stands between its thousands/,
      /"%" stands in it/,
      /"_" stands between its thousands/,
      /"x" stands in it/,
    ].map((told) => expect.stringMatching(told)),
  )
})

test('blanks around names are no part of them', async () => {
  expect((await outcomeOf(user, { pipeline: 'req' }, 'id, amount\n1, 5\n')).published).toEqual([
    '{"id":"1","amount":5}',
  ])
})

test('a table without rows is a run of no records', async () => {
  expect(await outcomeOf(user, { format: 'csv' }, 'id,amount\n')).toMatchObject({
    state: 'published',
    counts: { in: 0, loaded: 0 },
  })
})

test.each<[string, object[], string]>([
  [
    'signs before numbers',
    [
      { id: '1', delta: '-5', phone: '+49123' },
      { id: '2', delta: '-1.5e3', phone: '@ada' },
    ],
    'id,delta,phone\r\n1,-5,+49123\r\n2,-1.5e3,@ada\r\n',
  ],
  [
    'null and an empty text',
    [
      { b: null, c: '' },
      { b: 'x', c: 'y' },
    ],
    'b,c\r\n,""\r\nx,y\r\n',
  ],
  [
    'signs of other dialects',
    [
      { 'a;b': 'x;y', c: "'q'" },
      { 'a;b': ' z', c: '#1' },
    ],
    '"a;b",c\r\n"x;y","\'q\'"\r\n z,"#1"\r\n',
  ],
  ['names that look like another kind of file', [{ '<html>': '1', 'a:b': '2' }], '"<html>","a:b"\r\n1,2\r\n'],
  ['line ends in cells', [{ a: 'x\r\ny', b: '\n' }], 'a,b\r\n"x\r\ny","\n"\r\n'],
  ['numbers for names', [{ 1: '5', 7: '6' }], '"1","7"\r\n5,6\r\n'],
])('%s: what goes out comes back', async (_name, records, csv) => {
  const dataset = `values-${newId()}`
  await outcomeOf(user, { format: 'json', dataset }, JSON.stringify(records))
  const download = await (await user.fetch(`/api/registry/${dataset}/records?format=csv`)).text()
  expect(download).toBe(csv)
  const { published, refused } = await outcomeOf(user, { format: 'csv' }, download)
  expect({ published, refused }).toEqual({ published: records.map((record) => JSON.stringify(record)), refused: [] })
})

test('a row of one empty cell comes back as a row', async () => {
  const dataset = `values-${newId()}`
  await outcomeOf(user, { format: 'json', dataset }, '[{"name":null},{"name":""},{"name":"Bob"}]')
  const download = await (await user.fetch(`/api/registry/${dataset}/records?format=csv`)).text()
  expect(download).toBe('name\r\n""\r\n""\r\nBob\r\n')
  expect((await outcomeOf(user, { format: 'csv' }, download)).published).toHaveLength(3)
})

test('formulas are defused where a spreadsheet is asked for, behind a mark that says the encoding', async () => {
  const dataset = `values-${newId()}`
  await outcomeOf(user, { format: 'json', dataset }, '[{"a":"=1+1"}]')
  for (const page of ['', '&limit=10']) {
    const answer = await user.fetch(`/api/registry/${dataset}/records?format=csv&for=excel${page}`)
    expect(Buffer.from(await answer.arrayBuffer()).toString('latin1')).toBe("\xef\xbb\xbfa\r\n'=1+1\r\n")
  }
})
