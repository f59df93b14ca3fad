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

test.each([
  ['a bomb of aliases', bomb],
  ['one large value repeated', wide],
  ['nested flows', '['.repeat(10_000)],
  ['a tag of its own', 'a: !!js/function "function () {}"'],
  ['an unknown alias', 'a: *nowhere'],
  ['many aliases of many anchors', Array.from({ length: 1001 }, (_, n) => `- &a${n} 1\n- *a${n}\n`).join('')],
  ['two keys of a name', 'a: 1\na: 2'],
  ['bad indentation', 'a: 1\n  b: 2\n c: 3'],
  ['a number without an end', 'a: .inf'],
])('%s makes the input malformed, and fast', (_, input) => {
  const began = performance.now()
  expect(() => cutInput('yaml', input, { limits: { sliceBytes: 10_000 } })).toThrow(
    expect.objectContaining({ code: 'malformed-input' }),
  )
  expect(performance.now() - began).toBeLessThan(1000)
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

test('the place is told', () => {
  expect(() => cutInput('yaml', 'a: 1\nb: [1\nc: 2\n')).toThrow(/at line 3, column \d/)
})
