import { loadConfig } from '@syndicate/config'
import { limitsOf, openChecks } from '@syndicate/runs'
import { afterAll, expect, it } from 'vitest'

const { pipelines, api, performance } = loadConfig({ env: {} })
const checks = openChecks(performance, limitsOf(api.etl))
afterAll(() => checks.close())
const sound = pipelines.flatMap(({ name, definition }) => (definition ? [{ name, definition }] : []))

it.each(sound)('$name is what its fixtures say', async ({ name, definition }) => {
  expect(definition.fixtures.length).toBeGreaterThan(0)
  expect(await checks.faultsOf(name, definition)).toEqual([])
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
