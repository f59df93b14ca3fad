import { createEngine } from '@syndicate/runs'
import { loadOrExit } from './src/load-or-exit.ts'
import { runFixture } from './src/run-fixture.ts'

const config = loadOrExit(process.env)
/** Not the installation's: what a fixture expects is the same everywhere. */
const engine = createEngine('the key of all fixtures')
let passed = 0
let failed = 0

for (const recipe of Object.values(config.recipes)) {
  const fixtures = config.fixtures[recipe.name] ?? []
  if (fixtures.length === 0) console.log(`- ${recipe.name}: no fixtures`)
  for (const fixture of fixtures) {
    const difference = runFixture(recipe, fixture, engine, config.api.etl)
    if (difference === null) passed++
    else failed++
    console.log(`${difference === null ? '✓' : '✗'} ${recipe.name}: ${fixture.name}`)
    if (difference !== null) console.log(difference)
  }
}
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
