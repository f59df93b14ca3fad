import type { PipelineDefinition } from '@syndicate/contracts'
import { expect, test } from 'vitest'
import { createWriters } from './create-writers.ts'
import { modeFaults } from './mode-faults.ts'
import { readDefinition } from './read-definition.ts'

function definitionOf(written: object): PipelineDefinition {
  const read = readDefinition({ format: 'json', ...written })
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  return read.definition
}
const all = new Map(
  Object.entries({
    a: definitionOf({}),
    b: definitionOf({ datasets: ['a', 'shared'] }),
    c: definitionOf({ mode: 'replace', datasets: ['shared'] }),
    d: definitionOf({ mode: 'replace', dataset: 'a' }),
  }),
)
const told = (...changed: string[]) => modeFaults(all, new Set(changed)).map(({ path, expected }) => [path, expected])

test('all that write to a dataset do so in one mode, and what changed is at fault', () => {
  expect(told('a', 'b')).toEqual([
    [['a', 'mode'], 'mode replace, as pipeline d has for dataset a'],
    [['b', 'mode'], 'mode replace, as pipeline d has for dataset a'],
    [['b', 'mode'], 'mode replace, as pipeline c has for dataset shared'],
  ])
  expect(told('d')).toEqual([[['d', 'mode'], expect.stringContaining('mode append, as pipeline')]])
  expect(told('b', 'c')).toContainEqual([['c', 'mode'], 'mode append, as pipeline b has for dataset shared'])
  expect(told('gone')).toEqual([])
})

test("rows that take each other's place do so by the same fields", () => {
  const keyed = (key: string[], mode: string) => definitionOf({ mode, key, dataset: 'shared' })
  const some = new Map(Object.entries({ a: keyed(['id'], 'upsert'), b: keyed(['id', 'at'], 'upsert') }))
  expect(modeFaults(some, new Set(['b']))).toEqual([
    { path: ['b', 'key'], expected: 'key ["id"], as pipeline a has for dataset shared', got: '["id","at"]' },
  ])
  some.set('b', keyed(['id'], 'upsert'))
  expect(modeFaults(some, new Set(['b']))).toEqual([])
  const others = new Map(Object.entries({ a: keyed(['id'], 'append'), b: keyed(['at'], 'append') }))
  expect(modeFaults(others, new Set(['b']))).toEqual([])
})

test('writers follow what each pipeline says last', () => {
  const writers = createWriters()
  for (const [name, definition] of all) writers.put(name, definition)
  expect(writers.of('a')).toEqual(['a', 'b', 'd'])
  writers.put('b', definitionOf({}))
  writers.put('d', null)
  writers.put('never', null)
  expect([writers.of('a'), writers.of('b'), writers.of('shared'), writers.of('constructor')]).toEqual([
    ['a'],
    ['b'],
    ['c'],
    null,
  ])
})
