import { expect, test } from 'vitest'
import { builtIn } from './built-in.ts'
import { pointerOf } from './path.ts'
import { isPipelineName, readDefinition } from './read-definition.ts'
import { recipeOf } from './recipe-of.ts'

function faultsOf(written: unknown): string[] {
  const read = readDefinition(written)
  return 'faults' in read
    ? read.faults.map(({ path, expected, got }) => `${pointerOf(path)}: ${expected}, got ${got}`)
    : []
}

function definitionOf(written: unknown) {
  const read = readDefinition(written)
  if ('faults' in read) throw new Error(faultsOf(written).join('\n'))
  return read.definition
}

test('a definition is complete, in an order of ours, and what was written stays as it was', () => {
  const written = Object.freeze({
    steps: [{ drop: ['a'] }],
    format: 'csv',
    fixtures: [{ name: 'f', input: '', expect: [] }],
  })
  expect(JSON.stringify(definitionOf(written))).toBe(
    JSON.stringify({
      format: 'csv',
      datasets: [],
      mode: 'append',
      onInvalid: 'quarantine',
      live: false,
      steps: [{ drop: ['a'] }],
      fixtures: [{ name: 'f', input: '', expect: [], refused: [], filtered: 0 }],
    }),
  )
})

test('the same is read again from what was read', () => {
  for (const written of Object.values(builtIn)) {
    const definition = definitionOf(written)
    expect(JSON.stringify(definitionOf(definition))).toBe(JSON.stringify(definition))
  }
})

test.each<[unknown, string]>([
  [null, ': a pipeline, which is a mapping, got nothing'],
  [[], ': a pipeline, which is a mapping, got an empty list'],
  [{}, '/format: one of json, ndjson, yaml, csv, binary, msgpack, cbor, got nothing'],
  [{ format: 'csv', steps: [{ rename: {}, drop: [] }] }, '/steps/0/drop: one of the keys rename, got "drop"'],
  [{ format: 'csv', schema: 7 }, '/schema: a JSON Schema, got 7'],
  [{ format: 'csv', schema: { minimum: 'x' } }, '/schema/minimum: JSON Schema 2020-12, got must be number'],
  [
    { format: 'csv', steps: [{ derive: { 'a~/b\0': '1' } }] },
    '/steps/0/derive: text of whole characters, got NUL, or half a character',
  ],
  [{ format: 'csv', description: '\udc00' }, '/description: text of whole characters, got NUL, or half a character'],
  [{ format: 'csv', schema: { enum: [1, NaN] } }, '/schema/enum/1: a number of JSON, got NaN'],
  [
    JSON.parse('{"format":"csv","__proto__":1}'),
    expect.stringContaining('/__proto__: one of the keys') as unknown as string,
  ],
])('%j is refused where it is wrong', (written, fault) => {
  expect(faultsOf(written)).toContainEqual(fault)
})

test('complaints that nobody reads to the end cost little', () => {
  const began = performance.now()
  const steps = Array.from({ length: 20_000 }, () => ({ filter: 7 }))
  expect(faultsOf({ format: 'csv', steps }).length).toBeGreaterThan(100)
  // Looking at all of them would take minutes.
  expect(performance.now() - began).toBeLessThan(20_000)
}, 60_000)

test('names are those of datasets', () => {
  expect(['a', '7-b_c', 'A', '', '../a', 'a b', 'a'.repeat(64)].filter(isPipelineName)).toEqual(['a', '7-b_c'])
})

test('a recipe is what was meant, to the order of its members: runs know it by its hash', () => {
  const definition = definitionOf({
    schema: { type: 'object' },
    delimiter: ';',
    format: 'csv',
    mode: 'replace',
    live: true,
    limits: { seconds: 5 },
    steps: [{ filter: 'true' }],
    description: 'not part of it',
    datasets: ['other'],
  })
  expect(JSON.stringify(recipeOf('a', definition))).toBe(
    '{"name":"a","format":"csv","dataset":"a","mode":"replace","onInvalid":"quarantine","maxRefused":"10%","steps":[{"filter":"true"}],' +
      '"live":true,"limits":{"seconds":5},"reading":{"delimiter":";"},"schema":{"type":"object"}}',
  )
})

test('a key is in the recipe only where one is given', () => {
  const keyed = { deleteWhen: 'gone', format: 'json', key: ['id'], mode: 'upsert', onDuplicate: 'first' }
  expect(JSON.stringify(recipeOf('a', definitionOf(keyed)))).toBe(
    '{"name":"a","format":"json","dataset":"a","mode":"upsert","key":["id"],"onDuplicate":"first","deleteWhen":"gone","onInvalid":"quarantine","steps":[]}',
  )
  expect(JSON.stringify(recipeOf('a', definitionOf({ format: 'json' })))).toBe(
    '{"name":"a","format":"json","dataset":"a","mode":"append","onInvalid":"quarantine","steps":[]}',
  )
})
