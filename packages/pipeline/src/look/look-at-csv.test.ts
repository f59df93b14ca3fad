import type { ReadOptions } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { readCsv } from '../testing/read-csv.ts'

const people = [
  { id: '1', name: 'Ada' },
  { id: '2', name: 'Bob' },
]

test.each<[string, string, ReadOptions]>([
  ['RFC 4180', 'id,name\r\n1,Ada\r\n2,"Bob"\r\n', {}],
  ['semicolons', 'id;name\n1;Ada\n2;Bob\n', { delimiter: ';' }],
  ['quoted semicolons', '"id";"name"\n"1";"Ada"\n"2";"Bob"\n', { delimiter: ';' }],
  ['tabs', 'id\tname\n1\tAda\n2\tBob\n', { delimiter: 'tab' }],
  ['bars', 'id|name\n1|Ada\n2|Bob\n', { delimiter: '|' }],
  ['Hive', 'id\x01name\n1\x01Ada\n2\x01Bob\n', { delimiter: '\x01' }],
  ['a line that says the sign', 'sep=;\nid;name\n1;Ada\n2;Bob\n', { skip: 1, delimiter: ';' }],
  ['a line that says the usual sign', 'sep=,\nid,name\n1,Ada\n2,Bob\n', { skip: 1 }],
  ['single quotes', "'id','name'\n'1','Ada'\n'2','Bob'\n", { quote: "'" }],
  ['back-ticks', 'id,name\n1,`Ada`\n2,`Bob`\n', { quote: '`' }],
  ['commas behind every row', 'id,name,,\n1,Ada,,\n2,Bob,,\n', {}],
  ['commas behind the rows alone', 'id,name\n1,Ada,\n2,Bob,\n', {}],
  ['blanks around names', ' id, name \n1,Ada\n2,Bob\n', {}],
  ['returns alone', 'id,name\r1,Ada\r2,Bob\r', {}],
  ['returns, and none at the end', 'id,name\r1,Ada\r2,Bob', {}],
  ['returns in the first lines', 'id,name\r1,Ada\n2,Bob\n', {}],
  ['two returns and a line feed', 'id,name\r\r\n1,Ada\r\r\n2,Bob\r\r\n', {}],
  ['a byte order mark', '\uFEFFid;name\n1;Ada\n2;Bob\n', { delimiter: ';' }],
])('%s are found', (_name, input, reading) => {
  const read = readCsv(input)
  expect(read).toMatchObject({ records: people, refused: [] })
  expect(read.reading).toEqual(reading)
})

test('decimal commas are no delimiters', () => {
  expect(readCsv('a;b\n1,5;2,5\n3,5;4\n').records).toEqual([
    { a: '1,5', b: '2,5' },
    { a: '3,5', b: '4' },
  ])
})

test('a single column is a table as well, whatever stands in it', () => {
  expect(readCsv('name\nAda\nBob; Carl\n')).toMatchObject({
    reading: {},
    records: [{ name: 'Ada' }, { name: 'Bob; Carl' }],
  })
})

test('rows that do not fit are refused by themselves, in every dialect', () => {
  const { records, refused, reading } = readCsv('a;b;c\n1;2;3\n4;5\n6;7;8;9\n')
  expect({ records, reading }).toEqual({ records: [{ a: '1', b: '2', c: '3' }], reading: { delimiter: ';' } })
  expect(refused.map(({ code }) => code)).toEqual(['malformed-record', 'too-many-fields'])
})

test('columns without a name are called by their place', () => {
  expect(readCsv(',name\n0,Ada\n').records).toEqual([{ column_1: '0', name: 'Ada' }])
  expect(readCsv('a,\n1,x\n')).toMatchObject({
    records: [{ a: '1', column_2: 'x' }],
    reading: { header: ['a', 'column_2'], skip: 1 },
  })
})

test('who writes "" for an empty text means null where nothing stands', () => {
  expect(readCsv('a,b\n,""\n')).toMatchObject({ records: [{ a: null, b: '' }], reading: { nulls: [''] } })
  expect(readCsv('a,b\n,x\n').records).toEqual([{ a: '', b: 'x' }])
})

test.each<[string, string, ReadOptions, RegExp]>([
  ['two signs that fit', 'a;b,c\n1;2,3\n', {}, /"," or ";" may be between the fields; say delimiter=, or delimiter=;/],
  ['titles before the header', 'Account: X\nRange: 2023\n\nid,amount\n1,5\nTotal,5\n', {}, /say skip=3/],
  ['names that are missing', 'a,b\n1,2,3\n4,5,6\n', {}, /2 fields, most have 3/],
  ['equal names', 'id,name,name\n1,a,b\n', {}, /Columns 2 and 3 both have the name "name".*header=/],
  ['no header', '1,Ada\n2,Bob\n', {}, /looks like data.*header=false/],
  ['dates for a header', '2026-01-01,x\n2026-01-02,y\n', {}, /looks like data/],
  [
    'blanks between fields',
    'id first last\n1 Ada L\n2 Bob M\n',
    {},
    /every line 2 " ": say delimiter=%20 .* or delimiter=,/,
  ],
  ['colons', 'root:x:0\nbin:x:1\n', {}, /every line 2 ":": say delimiter=:/],
  ['YAML', 'a: 1\nb: 2\n', {}, /one column, and every line 1 ":"/],
  ['a sentence', 'Internal Server Error\n', {}, /one line, "Internal Server Error"; say header=true/],
  ['delimiters of two signs', 'id||name\n1||Ada\n', {}, /"\|\|" stands between.*delimiter=\|/],
  ['a table for people', '| a | b |\n|---|---|\n| 1 | 2 |\n', {}, /Lines are drawn/],
  ['a table of a terminal', ' a | b \n---+---\n 1 | 2\n', {}, /Lines are drawn/],
  ['control characters', '\x7fELX\x02,\x03\n1,2\n', {}, /control characters/],
  ['blanks before quotes', 'a, b\n1, "x, y"\n2, "z, y"\n', {}, /Line 2: Blanks stand before a quote.*trim=true/],
  ['signs that are one', 'a,b\n', { quote: ',' }, /different signs/],
  ['a sign that is no byte', 'a,b\n', { delimiter: '§' }, /ASCII/],
])('%s are refused with what to say', (_name, input, reading, told) => {
  expect(() => readCsv(input, reading)).toThrow(told)
})

test.each<[string, string, ReadOptions, object[]]>([
  ['titles', 'X\n"\n\nid,name\n1,Ada\n2,Bob\n', { skip: 3 }, people],
  [
    'no header',
    '1,Ada\n2,Bob\n',
    { header: false },
    [
      { column_1: '1', column_2: 'Ada' },
      { column_1: '2', column_2: 'Bob' },
    ],
  ],
  ['names', '1;Ada\n2;Bob\n', { header: ['id', 'name'] }, people],
  ['names instead of equal ones', 'a,a\n1,Ada\n2,Bob\n', { header: ['id', 'name'], skip: 1 }, people],
  ['numbers as names', '1,2\n3,4\n', { header: true }, [{ 1: '3', 2: '4' }]],
  ['comments', '# a "\nid,name\n#c\n1,Ada\n2,Bob\n', { comment: '#' }, people],
  ['blanks', 'id, "name"\n1, Ada\n2 , "Bob" \n', { trim: true }, people],
  ['escapes', 'id,name\n1,"Ada"\n2,"B\\"o,b"\n', { escape: '\\' }, [people[0]!, { id: '2', name: 'B"o,b' }]],
  [
    'no quotes',
    'id,name\n1,"\n2,x"y\n',
    { quote: 'none' },
    [
      { id: '1', name: '"' },
      { id: '2', name: 'x"y' },
    ],
  ],
  [
    'words for null',
    'id,name\n1,NULL\n2,"NULL"\n',
    { nulls: ['NULL'] },
    [
      { id: '1', name: null },
      { id: '2', name: 'NULL' },
    ],
  ],
  ['rows to be filled', 'a,b\n1\n', { ragged: 'fill' }, [{ a: '1', b: null }]],
  ['blanks between fields', 'id name x\n1 Ada y\n', { delimiter: ' ' }, [{ id: '1', name: 'Ada', x: 'y' }]],
  ['one column with signs', 'a:b\n1:2\n', { delimiter: ',' }, [{ 'a:b': '1:2' }]],
  ['one column with signs in quotes', '"a:b"\n1:2\n', {}, [{ 'a:b': '1:2' }]],
  ['a column named by a sentence', 'How are you\n', { header: true }, []],
  ['lines that are no dividers', 'note\n---\nx\n', {}, [{ note: '---' }, { note: 'x' }]],
  ['columns that are empty', 'id||name\n1||Ada\n', { delimiter: '|' }, [{ id: '1', column_2: '', name: 'Ada' }]],
  ['years as names', 'name,2020,2019\nA,1,2\n', {}, [{ name: 'A', 2020: '1', 2019: '2' }]],
])('%s are read as is said', (_name, input, reading, records) => {
  expect(readCsv(input, reading)).toMatchObject({ records, refused: [] })
})
