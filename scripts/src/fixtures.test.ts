import { loadConfig } from '@syndicate/config'
import { checkDefinition, limitsOf } from '@syndicate/runs'
import { expect, it } from 'vitest'

const { pipelines, api } = loadConfig({ env: {} })
const { cut } = limitsOf(api.etl)
const sound = pipelines.flatMap(({ name, definition }) => (definition ? [{ name, definition }] : []))

it.each(sound)('$name is what its fixtures say', ({ name, definition }) => {
  expect(definition.fixtures.length).toBeGreaterThan(0)
  expect(checkDefinition(name, definition, cut)).toEqual([])
})

it('has those that are built in beside those of the file', () => {
  expect(sound.map(({ name }) => name).toSorted()).toEqual([
    'binary',
    'documents',
    'flights',
    'movies',
    'records',
    'telemetry',
    'weather',
  ])
})
