import { expect, it } from 'vitest'
import { asWritten } from './as-written.ts'
import { readDefinition } from './read-definition.ts'

function read(written: object) {
  const found = readDefinition(written)
  if ('faults' in found) throw new Error(JSON.stringify(found.faults))
  return found.definition
}

it('leaves out what has its default, and says the rest as people do', () => {
  const schema = { type: 'object' }
  const written = { format: 'csv', delimiter: ';', mode: 'replace', schema, steps: [{ drop: ['a'] }] }
  const keyed = { format: 'csv', mode: 'upsert', key: ['id'], deleteWhen: 'gone' }
  expect(Object.entries(asWritten(read(keyed)))).toEqual(Object.entries(keyed))
  expect(Object.entries(asWritten(read(written)))).toEqual(Object.entries(written))
  expect(asWritten(read({ format: 'json', mode: 'append', datasets: [], live: false }))).toEqual({ format: 'json' })
})

const fixture = { name: 'one', input: '{}', expect: [{}] }

it.each<[string, object]>([
  ['whose defaults are filled in', { format: 'json', fixtures: [fixture] }],
  ['that says some of them first', { format: 'json', fixtures: [{ filtered: 0, refused: [], ...fixture }] }],
  ['that says one of them', { format: 'json', fixtures: [{ ...fixture, filtered: 0 }] }],
  ['that says another', { format: 'json', fixtures: [{ refused: [], ...fixture, format: 'csv', filtered: 2 }] }],
])('means the same to the order of members, of a fixture %s', (_of, written) => {
  const definition = read(written)
  expect(JSON.stringify(read(asWritten(definition)))).toBe(JSON.stringify(definition))
})
