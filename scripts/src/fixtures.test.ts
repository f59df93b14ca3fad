import { loadConfig } from '@syndicate/config'
import { createEngine } from '@syndicate/runs'
import { expect, it } from 'vitest'
import { runFixture } from './run-fixture.ts'

const { recipes, fixtures, api } = loadConfig({ env: {} })
const engine = createEngine(api.etl.hashKey)
const cases = Object.values(recipes).flatMap((recipe) =>
  (fixtures[recipe.name] ?? []).map((fixture) => ({ recipe, fixture, name: `${recipe.name}: ${fixture.name}` })),
)

it.each(cases)('$name', ({ recipe, fixture }) => {
  expect(runFixture(recipe, fixture, engine, api.etl)).toBeNull()
})

it('says what is different when a fixture does not hold', () => {
  const recipe = recipes.records!
  const wrong = { name: 'x', input: '{"a":1}', expect: [{ a: 2 }], refused: [], filtered: 0 }
  expect(runFixture(recipe, wrong, engine, api.etl)).toMatch(/a: 1/)
})
