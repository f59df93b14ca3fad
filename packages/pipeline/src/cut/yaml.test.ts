import { expect, test } from 'vitest'
import { cutInput } from '../testing/cut-input.ts'
import { runInput } from '../testing/run-input.ts'

test('documents are records, lists are flattened, empty documents are none', () => {
  const input = 'a: 1\n---\n- a: 2\n- a: 3\n---\n# nothing\n---\na: [x, {y: null}]\nb: 12345678901234567890\n'
  expect(runInput('yaml', input).records).toEqual([
    { a: 1 },
    { a: 2 },
    { a: 3 },
    { a: ['x', { y: null }], b: '12345678901234567890' },
  ])
})

test('anchors and merges work as people use them', () => {
  const input = 'base: &base {size: 1, color: red}\none: {<<: *base, color: blue}\ntwo: *base\n'
  expect(runInput('yaml', input).records).toEqual([
    { base: { size: 1, color: 'red' }, one: { size: 1, color: 'blue' }, two: { size: 1, color: 'red' } },
  ])
})

test('a document that is no mapping is refused, the others go on', () => {
  const { records, refused } = runInput('yaml', 'just text\n---\na: 1\n')
  expect(records).toEqual([{ a: 1 }])
  expect(refused).toMatchObject([{ position: 0, code: 'not-an-object', original: '"just text"' }])
})

const levels = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
const bomb = [
  'a: &a [x,x,x,x,x,x,x,x,x,x]',
  ...levels.slice(1).map((name, i) => `${name}: &${name} [${Array(10).fill(`*${levels[i]}`).join(',')}]`),
].join('\n')
const wide = `a: &a "${'x'.repeat(10_000)}"\nb: [${Array(90).fill('*a').join(',')}]\n`

const deepList = `${'['.repeat(500)}${']'.repeat(500)}`

test.each([
  ['a bomb of aliases', bomb, 'many times larger'],
  ['one large value repeated', wide, 'many times larger'],
  ['one large value merged', `- &a {k: "${'x'.repeat(10_000)}"}\n- [${'{<<: *a},'.repeat(90)}]`, 'many times larger'],
  ['nested flows', '['.repeat(10_000), 'nested too deeply'],
  ['a list in a list, and so on', `a: ${deepList}`, 'nested deeper than 64 levels'],
  ['a tag of its own', 'a: !!js/function "function () {}"', 'Unresolved tag: tag:yaml.org,2002:js/function'],
  ['an unknown alias', 'a: *nowhere', 'No anchor before it is called nowhere, at line 1, column 4'],
  ['an alias of what it is in', 'a: &a\n  b: *a', 'It contains itself, at line 2, column 6'],
  ['two fields of a name', 'a: 1\na: 2', 'The name "a" is there twice, at line 2, column 1'],
  ['two names that are one', '1: one\n"1": two', 'The name "1" is there twice'],
  ['an alias as a name that is there', 'x: &k id\n*k : 1\nid: 2', 'The name "id" is there twice'],
  ['two merges', '<<: {a: 1}\n<<: {a: 2}', 'The name "<<" is there twice'],
  ['a merge of a text', '<<: text', 'Only a mapping, or a list of mappings, can be merged'],
  ['a list as a name', '[a, b]: 1', 'A list or a mapping cannot be the name of a field, at line 1, column 1'],
  ['a mapping as a name', '? {a: 1}\n: 1', 'A list or a mapping cannot be the name of a field'],
  ['bad indentation', 'a: 1\n  b: 2\n c: 3', 'at line 1'],
  ['an end that does not come', 'a: 1\nb: [1\nc: 2\n', 'at line 3'],
  [
    'a number without an end',
    'a: .inf',
    '.inf is no number that JSON can hold; in quotes it is a text, at line 1, column 4',
  ],
  ['what is no number', 'a: .nan', '.nan is no number'],
  ['what is said to be a number', 'a: !!int abc', '"abc" is no number'],
  ['a number beyond any double', 'a: !!float 1e400', '"1e400" is no number'],
  ['what is said to be base64', 'a: !!binary "@@@"', 'no base64'],
  ['a mark in the middle', 'a: 1\n\ufeffb: 2', 'byte order mark'],
  ['a directive nobody knows', '%FOO bar\n---\na: 1', 'Unknown directive %FOO'],
])('a document with %s is refused with its place, alone, and fast', (_, document, reason) => {
  const began = performance.now()
  const input = `first: 1\n...\n${document}\n...\n---\nlast: 1\n`
  const { records, refused } = runInput('yaml', input, {}, { limits: { sliceBytes: 10_000 } })
  expect(records).toContainEqual({ first: 1 })
  expect(records).toContainEqual({ last: 1 })
  expect(refused).toMatchObject([{ stage: 'extract', code: 'malformed-record' }])
  expect(refused[0]!.reason).toContain(reason.replace(/at line (\d+)/, (__, line) => `at line ${Number(line) + 2}`))
  expect(performance.now() - began).toBeLessThan(1000)
})

test.each([
  ['letters that are no UTF-8', 'a: 1\nb: K\xf6ln', 'It is not valid UTF-8, at line 4', 'base64'],
  ['a quote that is never closed', 'a: "x', 'Missing closing "quote', 'text'],
  ['a list that is never closed', 'a: [x', 'must be sufficiently indented and end with a ]', 'text'],
  ['more behind its end', 'a: 1\n... x', 'Unexpected scalar at node end', 'text'],
])('%s cost no other document', (_, document, reason, encoding) => {
  const input = Buffer.from(`a: 1\n---\n${document}\n---\na: 3\n`, 'latin1')
  const { records, refused } = runInput('yaml', input)
  expect(records).toEqual([{ a: 1 }, { a: 3 }])
  expect(refused).toMatchObject([{ position: 1, reason: expect.stringContaining(reason), encoding }])
})

test.each(['---\n', '...\n', '\ufeff---\n', '---\r\n', '--- # x\n', '...\t\n%YAML 1.2\n---\n'])(
  'an open quote goes no further than %j',
  (mark) => {
    const { records, refused } = runInput('yaml', `a: "x\n${mark}a: 2\n`)
    expect([records, refused.length]).toEqual([[{ a: 2 }], 1])
  },
)

test('documents begin and end by lines of their own, and by nothing that only looks so', () => {
  const input =
    '# none\n...\n%YAML 1.2\n# of the first\n--- {a: 1}\n---\t# of the second\na: |\n  ---\n  ...\nb: ---c\n...\r\n---\r\n{a: "3\n---c\n...."}'
  const { records, refused } = runInput('yaml', input)
  expect([records, refused]).toEqual([[{ a: 1 }, { a: '---\n...\n', b: '---c' }, { a: '3 ---c ....' }], []])
})

test('a refused document is kept as it came, and an item by itself', () => {
  const input = '%YAML 1.1\n---\na: !Ref x # why\n---\n- a: 1\n- {a: .nan, b: 2}\n- a: 3\n'
  const { records, refused } = runInput('yaml', input)
  expect(records).toEqual([{ a: 1 }, { a: 3 }])
  expect(refused).toMatchObject([
    { position: 0, original: '%YAML 1.1\n---\na: !Ref x # why\n', encoding: 'text' },
    { position: 2, original: '{a: .nan, b: 2}', encoding: 'text' },
  ])
})

test('an alias of what was refused says so, and what has nothing to do with it goes on', () => {
  const { records, refused } = runInput('yaml', '- &a {n: .nan}\n- {b: *a}\n- {c: 1}\n- &a {d: 1}\n- *a\n')
  expect(records).toEqual([{ c: 1 }, { d: 1 }, { d: 1 }])
  expect(refused.map(({ position, reason }) => [position, reason])).toEqual([
    [0, expect.stringContaining('.nan is no number')],
    [1, expect.stringMatching(/The anchor a is not defined: what it names was refused, at line 2, column 7$/)],
  ])
})

test('of a refused document that is larger than a record may be, the beginning is kept', () => {
  const input = `a: [${'é'.repeat(3000)}\n---\na: 1\n`
  const { records, refused } = runInput('yaml', input, {}, { limits: { maxRecordBytes: 2000 } })
  expect(records).toEqual([{ a: 1 }])
  expect(refused).toMatchObject([{ position: 0, original: `a: [${'é'.repeat(996)}`, encoding: 'text' }])
})

test('aliases of many anchors are read in linear time', () => {
  const items = Array.from({ length: 10_000 }, (_, n) => `- {n: &a${n} ${n}, same: *a${n}}\n`)
  expect(runInput('yaml', items.join('')).records[9999]).toEqual({ n: 9999, same: 9999 })
})

test.each([
  ['1', 1],
  ['-1.5', -1.5],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', '9007199254740993'],
  ['02142', '02142'],
  ['1.10', '1.10'],
  ['1.0', '1.0'],
  ['-0', '-0'],
  ['+4930123456', '+4930123456'],
  ['123e45', '123e45'],
  ['123e4567', '123e4567'],
  ['0x1F', '0x1F'],
  ['0o17', '0o17'],
  ['1_000', '1_000'],
  ['12:30', '12:30'],
  ['2024-01-01', '2024-01-01'],
  ['0.1000000000000000055', '0.1000000000000000055'],
  ['NO', 'NO'],
  ['true', true],
  ['~', null],
  ['!!str 12', '12'],
  ['!!int 02142', 2142],
  ['!!float 1.10', 1.1],
  ['!!int 9007199254740993', '9007199254740993'],
  ['!!timestamp 2001-12-14t21:59:43.123456789Z', '2001-12-14t21:59:43.123456789Z'],
  ['!!binary "AQ L/"', 'AQL/'],
])('%s is %j, also where a directive says YAML 1.1', (text, value) => {
  const { records } = runInput('yaml', `%YAML 1.1\n---\na: ${text}\n...\n---\na: ${text}\n`)
  expect(records).toEqual([{ a: value }, { a: value }])
})

test('a name is the text that stands there', () => {
  const { records } = runInput('yaml', '1: a\n1.10: b\n007: c\ntrue: d\n~: e\nn: f\n"q": g\n')
  expect(Object.keys(records[0] as object)).toEqual(['1', '1.10', '007', 'true', '~', 'n', 'q'])
  expect(runInput('yaml', '- x: &k id\n- *k : 1\n').records).toEqual([{ x: 'id' }, { id: 1 }])
})

test('a merge gives way to fields of its mapping, and to merges before it', () => {
  const input = 'x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {c: 3, <<: [*x, *y], a: 3}\n'
  expect((runInput('yaml', input).records[0] as { z: unknown }).z).toEqual({ a: 3, b: 1, c: 3 })
})

test('a byte order mark at the head of a document is no part of it', () => {
  const input = '\ufeffa: 1\n---\n\ufeffa: 2\n\ufeff---\na: 3\n...\n\ufeffa: 4\n---\na: "\ufeff5"\n'
  expect(runInput('yaml', input).records).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }, { a: '\ufeff5' }])
})

test('a mapping of many keys takes no longer than as much else', () => {
  const began = performance.now()
  cutInput('yaml', Array.from({ length: 40_000 }, (_, n) => `k${n}: 1\n`).join(''))
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('an input beyond the limit is refused before it is read', () => {
  expect(() => cutInput('yaml', 'a: 1\n'.repeat(100), { limits: { maxDocumentBytes: 100 } })).toThrow(
    expect.objectContaining({ code: 'input-too-large' }),
  )
})

test('a __proto__ key is plain data', () => {
  const { records } = runInput('yaml', '__proto__: {polluted: true}\nm: {<<: {__proto__: {polluted: true}}}\n')
  expect(Object.keys(records[0] as object)).toEqual(['__proto__', 'm'])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('what is nested so deeply that the library gives up is refused', () => {
  const { records, refused } = runInput('yaml', `a: 1\n---\n[${'"a": '.repeat(5_000)}]\n`)
  expect(records).toEqual([{ a: 1 }])
  expect(refused).toMatchObject([{ position: 1, code: 'malformed-record', reason: expect.stringContaining('deeply') }])
})

test('digits by the thousand under a tag are read at the price of their length', () => {
  const began = performance.now()
  runInput('yaml', `- !!float ${'1'.repeat(100_000)}x\n`)
  expect(performance.now() - began).toBeLessThan(1_000)
})
