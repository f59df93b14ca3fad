import { encode as msgpack } from '@msgpack/msgpack'
import { encode as cbor } from 'cborg'
import { PipelineDefinition, type Format, type ReadOptions } from '@syndicate/contracts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { inferText } from '../testing/infer-text.ts'
import { datasetName } from './dataset-name.ts'

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part)))
const isDefinition = new Ajv2020({ strict: false }).compile(PipelineDefinition)
const people = [
  { id: 1, name: 'Ada' },
  { id: 2, name: 'Bob' },
]

test.each<[string, string | Uint8Array, Format, ReadOptions]>([
  ['a CSV', 'id,name\n1,Ada\n2,Bob\n', 'csv', {}],
  ['semicolons', 'id;name\n1;Ada\n2;Bob\n', 'csv', { delimiter: ';' }],
  ['tabs', 'id\tname\n1\tAda\n2\tBob\n', 'csv', { delimiter: 'tab' }],
  ['single quotes', "'id','name'\n1,'Ada'\n2,'Bob'\n", 'csv', { quote: "'" }],
  ['titles before it', 'People of today\n\nid;name\n1;Ada\n2;Bob\n', 'csv', { delimiter: ';', skip: 2 }],
  ['comments before it', '# from\n# nowhere\nid,name\n1,Ada\n2,Bob\n', 'csv', { comment: '#' }],
  [
    'names in the last comment',
    '# from nowhere\n#id\tname\n1\tAda\n2\tBob\n',
    'csv',
    { comment: '#', delimiter: 'tab', header: ['id', 'name'] },
  ],
  ['blanks around cells', `id, name\n${'1, Ada\n2, Bob\n'.repeat(3)}`, 'csv', { trim: true }],
  [
    'UTF-16',
    bytes([0xff, 0xfe], [...Buffer.from('id,name\n1,Ada\n2,Bob\n', 'utf16le')]),
    'csv',
    { encoding: 'utf-16le' },
  ],
  ['JSON', JSON.stringify(people, null, 2), 'json', {}],
  ['JSON lines', people.map((each) => `${JSON.stringify(each)}\n`).join(''), 'ndjson', {}],
  ['a list in an object', JSON.stringify({ meta: { n: 2 }, data: { people } }), 'json', { records: '/data/people' }],
  ['a name with signs of a pointer', JSON.stringify({ 'a/b~c': people }), 'json', { records: '/a~1b~0c' }],
  ['YAML', 'id: 1\nname: Ada\n---\nid: 2\nname: Bob\n', 'yaml', {}],
  ['a YAML list', '- id: 1\n  name: Ada\n- id: 2\n  name: Bob\n', 'yaml', {}],
  ['MessagePack', Uint8Array.from(people.flatMap((each) => [...msgpack(each)])), 'binary', {}],
  ['CBOR', Uint8Array.from(people.flatMap((each) => [...cbor(each)])), 'binary', {}],
])('%s is found', (what, file, format, reading) => {
  const inference = inferText(file)
  expect([inference.format, inference.reading]).toEqual([format, reading])
  const rows = what === 'blanks around cells' ? inference.rows.slice(0, 2) : inference.rows
  expect(rows).toEqual(people)
  expect(Object.keys(inference.evidence).sort()).toEqual(['format', ...Object.keys(reading)].sort())
  expect(isDefinition(inference.definition)).toBe(true)
  expect(inference).toMatchObject({ complete: true, refused: [], refusedRecords: 0 })
})

test('what only bytes of western Europe make sense of is read so', () => {
  const file = bytes('id,name\n1,K', [0xf6], 'ln\n2,M', [0xfc], 'nchen\n3,N', [0xfc], 'rnberg\n4,B', [0xf6], 'nn\n')
  const { reading, evidence, rows } = inferText(file)
  expect([reading, rows[0]]).toEqual([{ encoding: 'windows-1252' }, { id: 1, name: 'Köln' }])
  expect(evidence['encoding']).toBe('Its bytes are no UTF-8, and read as windows-1252')
})

test('what is said counts, and is not asked again', () => {
  const { reading, rows, evidence } = inferText('1;Ada\n2;Bob\n', {
    reading: { delimiter: ';', header: ['id', 'name'] },
  })
  expect([reading, rows]).toEqual([{ delimiter: ';', header: ['id', 'name'] }, people])
  expect(evidence).toMatchObject({ delimiter: 'As said', header: 'As said' })
  expect(inferText(JSON.stringify({ data: people }), { reading: { records: '' } }).records).toBe(1)
  expect(inferText('{"a":1}', { format: 'yaml' }).format).toBe('yaml')
})

test('rows that have no names are called by their places', () => {
  const { reading, fields } = inferText('1,2026-01-31\n2,2026-02-01\n')
  expect([reading, fields.map(({ name }) => name)]).toEqual([{ header: false }, ['column_1', 'column_2']])
})

test('names that are twice become two, and too long ones short', () => {
  const long = 'x'.repeat(300)
  const { reading, rows } = inferText(`a,b,a,${long}\n1,2,3,4\n`)
  const names = ['a', 'b', 'a_2', 'x'.repeat(200)]
  expect(reading).toEqual({ header: names, skip: 1 })
  expect(Object.keys(rows[0] as object)).toEqual(names)
})

test('many short rows are filled, a few are refused', () => {
  const rows = Array.from({ length: 60 }, (_, n) => `${n},a,b\n`)
  expect(inferText(`id,x,y\n${rows.join('')}61,a\n`)).toMatchObject({ reading: {}, refusedRecords: 1, records: 61 })
  const filled = inferText(`id,x,y\n${rows.join('')}${'1,a\n'.repeat(20)}`)
  expect(filled).toMatchObject({ reading: { ragged: 'fill' }, refusedRecords: 0 })
  expect(filled.fields[2]).toMatchObject({ name: 'y', nulls: 20 })
})

test.each<[string, string, ReadOptions]>([
  ['decimal commas', 'a;b\n1,5;x\n22,25;y\n', { delimiter: ';', decimal: ',' }],
  ['thousands with dots', 'a;b\n1.234,50;x\n12,25;y\n', { delimiter: ';', decimal: ',', thousands: '.' }],
  ['thousands with commas', 'a;b\n"1,234,567";x\n12;y\n', { delimiter: ';', thousands: ',' }],
  ['thousands by numbers below', 'a;b\n"1,234";x\n12;y\n', { delimiter: ';', thousands: ',' }],
  ['thousands with blanks', 'a;b\n1 234 567;x\n12;y\n', { delimiter: ';', thousands: ' ' }],
  [
    'thousands with blanks that do not break',
    'a;b\n1\u202f234,5;x\n1\u00a0234;y\n',
    { delimiter: ';', decimal: ',', thousands: ' ' },
  ],
  ['thousands with apostrophes', "a;b\n1'234'567;x\n12;y\n", { delimiter: ';', thousands: "'" }],
])('%s are found', (_what, file, reading) => {
  const inference = inferText(file)
  expect(inference.reading).toEqual(reading)
  expect(['number', 'integer']).toContain(inference.fields[0]!.type)
  expect(inference).toMatchObject({ refused: [], rows: [{ b: 'x' }, { b: 'y' }] })
})

test('a comma that may be either is left alone', () => {
  const { reading, fields } = inferText('a;b\n1,234;x\n2,345;y\n')
  expect([reading, fields[0]!.type]).toEqual([{ delimiter: ';' }, 'string'])
  expect(fields[0]!.evidence).toContain('whose comma may stand between thousands or before a fraction')
})

test('words for nothing are null, where they stand among numbers', () => {
  const { reading, evidence, fields, rows } = inferText('n,s\n1,a\nNA,b\n-,c\n4,d\n')
  expect(reading.nulls).toEqual(['NA', '-'])
  expect(evidence['nulls']).toBe('NA (1 time), - (1 time) where there is no value')
  expect(fields[0]).toMatchObject({
    type: 'integer',
    nulls: 2,
    evidence: '2 of 4 are whole numbers from 1 to 4; 2 are null',
  })
  expect(rows[1]).toEqual({ n: null, s: 'b' })
})

test('NA is Namibia among the codes of countries, and whoever has it elsewhere is told so', () => {
  const { reading, fields, evidence } = inferText('code,n\nDE,1\nNA,NA\nFR,3\nPT,4\nUS,5\n')
  expect(reading.nulls).toBeUndefined()
  expect(fields[1]!.type).toBe('string')
  expect(evidence['nulls']).toBe(
    'NA stays text, since it may be one of the values of code, though it stands for nothing in n',
  )
})

test('none is a choice among others, and else nothing', () => {
  const { reading, fields, evidence } = inferText('plan,fee\nbasic,1\nnone,none\nfull,3\n')
  expect([reading.nulls, fields.map(({ type }) => type)]).toEqual([undefined, ['string', 'string']])
  expect(evidence['nulls']).toContain('none stays text, since it may be one of the values of plan')
  expect(inferText('note,fee\n,1\n,none\n,3\n').reading.nulls).toEqual(['none'])
})

test('a word that is null in text as well is said to be', () => {
  const { reading, evidence, rows } = inferText('sex,mm\nmale,1\nNA,NA\nfemale,3\n')
  expect(reading.nulls).toEqual(['NA'])
  expect(evidence['nulls']).toBe('NA (2 times) where there is no value; so is NA in sex, which is text')
  expect(rows[1]).toEqual({ sex: null, mm: null })
})

test('days of nothing but zeros are null among dates, and of JSON it is said why they stay text', () => {
  const days = ['2026-01-31', '0000-00-00', '2026-02-01', '0000-00-00']
  const { reading, fields } = inferText(`day\n${days.join('\n')}\n`)
  expect([reading.nulls, fields[0]!.type, fields[0]!.nulls]).toEqual([['0000-00-00'], 'timestamp', 2])
  const [json] = inferText(days.map((day) => `${JSON.stringify({ day })}\n`).join(''), { format: 'ndjson' }).fields
  expect(json).toMatchObject({ type: 'string', evidence: expect.stringContaining('or 0000-00-00, which is none') })
})

test('a quoted word is a text, not nothing', () => {
  const rows = Array.from({ length: 30 }, (_, n) => `${n},${n}\n`)
  expect(inferText(`n,s\nNA,1\n"NA",2\n${rows.join('')}`)).toMatchObject({
    reading: { nulls: ['NA'] },
    refusedRecords: 1,
    refused: [{ position: 1, code: 'cast-failed' }],
  })
})

test('keys are what tells records apart, by their names first, and no quantity', () => {
  const rows = Array.from({ length: 30 }, (_, n) => `n${n},${n * 7 + 3},${n * 13},${n}\n`).join('')
  const { keys, definition } = inferText(`title,user_id,pop,line\n${rows}`)
  expect(keys).toEqual(['user_id', 'title', 'line'])
  // Nobody has said that rows take each other's place.
  expect(definition).not.toHaveProperty('key')
  expect(definition.mode).toBe('append')
  expect(inferText('id,x\n1,a\n1,b\n').keys).toEqual(['x'])
  expect(inferText('id,x\n1,a\n,b\n').keys).toEqual(['x'])
})

test.each([
  ['Sales 2026.csv', 'sales-2026'],
  ['C:\\data\\Umsätze & Größen.CSV', 'umsatze-grossen'],
  ['dump.json.gz', 'dump'],
  ['../../etc/passwd', 'passwd'],
  ['__x__.tsv', 'x'],
  ['数据.csv', 'dataset'],
  [undefined, 'dataset'],
  ['a'.repeat(100), 'a'.repeat(63)],
])('%s is called %s', (file, name) => {
  expect(datasetName(file)).toBe(name)
})

test.each([
  ['a ZIP', bytes('PK\x03\x04 and so on'), 'This is a ZIP archive, as XLSX and ODS files are'],
  ['a PDF', bytes('%PDF-1.7\n'), 'This is a PDF file'],
  ['a page', bytes('<!doctype html><html></html>'), 'This is an HTML page'],
  ['XML', bytes('<?xml version="1.0"?><a/>'), 'This is XML'],
  ['lists for rows', bytes('[["id","name"],[1,"Ada"],[2,"Bob"]]'), 'Rows as lists'],
  ['UTF-32', bytes([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'This is text in UTF-32LE'],
])('%s is refused as an upload of it is', (_what, file, told) => {
  expect(() => inferText(file)).toThrow(expect.objectContaining({ code: 'malformed-input' }))
  expect(() => inferText(file)).toThrow(told)
})

test('nothing is refused, and a header alone has columns of which nothing is known', () => {
  expect(() => inferText('')).toThrow(expect.objectContaining({ code: 'empty-input' }))
  const { fields, records } = inferText('a,b\n')
  expect([records, fields.map(({ name, type, required }) => [name, type, required])]).toEqual([
    0,
    [
      ['a', 'null', false],
      ['b', 'null', false],
    ],
  ])
})

test('of a part, what it ends with is left out', () => {
  const rows = Array.from({ length: 5000 }, (_, n) => `${n},name ${n}\n`).join('')
  const part = inferText(`id,name\n${rows}12,half a na`, { isWhole: false })
  expect(part).toMatchObject({ complete: false, refused: [] })
  expect(part.fields.map(({ type }) => type)).toEqual(['integer', 'string'])
  const json = JSON.stringify(Array.from({ length: 5000 }, (_, id) => ({ id })))
  expect(inferText(json.slice(0, -20), { isWhole: false })).toMatchObject({ complete: false, refused: [] })
})

test('fields that no schema can speak of are left open', () => {
  const fields = '"a":1,"\\ud800":1,"__proto__":{"b":1}'
  const { definition, refused } = inferText(`{${fields},"nested":{${fields}}}\n`)
  expect(refused).toEqual([])
  expect(definition.schema).toMatchObject({ required: ['a', 'nested'], properties: { nested: { type: 'object' } } })
  expect(Object.keys((definition.schema as { properties: object }).properties)).toEqual(['a', 'nested'])
})
