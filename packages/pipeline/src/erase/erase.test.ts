import type { ErasureSelector, Recipe } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { createRecordEngine } from '../create-record-engine.ts'
import { openFrame } from '../store/open-frame.ts'
import { cutInput, type CutOptions } from '../testing/cut-input.ts'
import { plainRecipe } from '../testing/plain-recipe.ts'
import { testHost } from '../testing/test-host.ts'
import { compileSelector } from './compile-selector.ts'
import { findInSlice, withoutRefusing, type KeptRefusal } from './find-in-slice.ts'
import { findInChunk, findInRefused } from './find-records.ts'

const engine = createRecordEngine(testHost)
const key = (values: Extract<ErasureSelector, { key: unknown }>['key']) => compileSelector({ key: values })
const where = (text: string) => compileSelector({ where: text })

test.each<[string, ErasureSelector, string, boolean]>([
  ['a number', { key: { id: 5 } }, '{"id":5,"a":"b"}', true],
  ['another number with the same digits in it', { key: { id: 5 } }, '{"id":15}', false],
  ['the value in another field', { key: { id: 5 } }, '{"id":7,"n":5}', false],
  ['a text where a number is asked for', { key: { id: 5 } }, '{"id":"5"}', false],
  ['a number where a text is asked for', { key: { id: '5' } }, '{"id":5}', true],
  ['more digits than a number has', { key: { id: '12345678901234567890' } }, '{"id":12345678901234567890}', true],
  ['a text with quotes', { key: { name: 'A "b" é' } }, String.raw`{"name":"A \"b\" é"}`, true],
  ['one of two fields', { key: { a: 1, b: 2 } }, '{"a":1,"b":3}', false],
  ['both of two fields', { key: { a: 1, b: true } }, '{"b":true,"a":1}', true],
  ['no such field', { key: { toString: 'x' } }, '{"a":"x"}', false],
  ['an expression', { where: 'email == "a@b.c"' }, '{"email":"a@b.c"}', true],
  ['an expression over a field that is not there', { where: 'email == "a@b.c"' }, '{"n":1}', false],
])('a stored record: %s', (_what, selector, line, isMeant) => {
  expect(compileSelector(selector).isStored(line)).toBe(isMeant)
})

test.each([
  [5, 'id 5', true],
  [5, 'id,5,x', true],
  [5, '15 5.2 2.5 x5', false],
  ['a.b+c@d.e', '<a.b+c@d.e>', true],
  ['a.b', 'axb', false],
])('%j in the text %j: %s', (value, text, isThere) => {
  expect(key({ id: value }).isNamedIn(text)).toBe(isThere)
})

test('an expression that is wrong is refused with its place', () => {
  expect(() => where('id ==')).toThrow(expect.objectContaining({ path: 'where' }))
  expect(() => where('1 + 1')).toThrow(expect.objectContaining({ path: 'where' }))
})

test('records of a chunk are found by their places', () => {
  const frame = openFrame(testHost)
  for (const id of [3, 5, 7, 5]) frame.add(JSON.stringify({ id }))
  expect(findInChunk(engine, frame.close(), key({ id: 5 }))).toEqual([1, 3])
})

const looseOf = (of: Recipe) => engine.compile(withoutRefusing(of))

const steps: Recipe['steps'] = [
  { rename: { user: 'id' } },
  { cast: { id: 'integer' } },
  { filter: 'id != 5' },
  { derive: { mail: 'name + "@x.org"' } },
]
const recipe: Recipe = { ...plainRecipe, steps, schema: { type: 'object', required: ['never'] } }

function positionsIn(
  format: Recipe['format'],
  text: string,
  selector: ErasureSelector,
  options?: CutOptions,
): number[] {
  const found = new Set<number>()
  for (const slice of cutInput(format, text, options ?? {}))
    for (const position of findInSlice(engine, looseOf({ ...recipe, format }), slice, compileSelector(selector)))
      found.add(position)
  return [...found].toSorted((a, b) => a - b)
}

const csv = 'user,name\n4,ada\n5,bob\n"5",eve\nx,5\n15,mo\n5,bo,and more\n'

test.each<[string, ErasureSelector, number[]]>([
  ['after the steps, also where they leave it out or the schema refuses it', { key: { id: 5 } }, [1, 2, 3, 5]],
  ['before the steps', { key: { user: '15' } }, [4]],
  ['by an expression over what the steps make', { where: 'mail == "ada@x.org"' }, [0]],
  ['by an expression over what came', { where: 'name == "bob"' }, [1]],
])('an input holds a record %s', (_what, selector, positions) => {
  expect(positionsIn('csv', csv, selector)).toEqual(positions)
})

test.each(['ndjson', 'json'] as const)('of %s as well, whatever lies between', (format) => {
  const records = [{ user: 1, name: 'a' }, 'no record', { user: 5, name: 'b' }, { user: 'x', name: 'c' }]
  const text = format === 'json' ? JSON.stringify(records) : records.map((one) => JSON.stringify(one)).join('\n')
  expect(positionsIn(format, text, { key: { id: 5 } })).toEqual([2])
})

const kept = (original: string, record?: string): KeptRefusal => ({
  original,
  encoding: 'text',
  ...(record !== undefined && { record }),
})

test('refused records are found as they came, after the steps, and by text where nobody can read them', () => {
  const refused = [
    kept('{"user":5,"name":"a"}'),
    kept('{"user":6,"name":"a"}'),
    kept('5,a', '{"user":"5","name":"a"}'),
    kept('{"user":5,"name"'),
    kept('{"id":7,"n":5}'),
    { ...kept(Buffer.from('\0 5 \0').toString('base64')), encoding: 'base64' as const },
    kept('{"user":\n5,\r\n"name":"a"}'),
  ]
  expect(findInRefused(engine, looseOf(recipe), refused, key({ id: 5 }))).toEqual([0, 2, 3, 5, 6])
  expect(findInRefused(engine, null, refused, key({ id: 5 }))).toEqual([0, 2, 3, 5, 6])
  expect(findInRefused(engine, looseOf(recipe), refused, where('mail == "a@x.org"'))).toEqual([0, 1, 2, 6])
})
