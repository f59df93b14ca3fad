import { limitsOf, openChecks } from '@syndicate/runs'
import { pointerOf, type Fault } from '@syndicate/definitions'
import { loadOrExit } from './src/load-or-exit.ts'

const config = loadOrExit(process.env)
const checks = openChecks(config.performance, limitsOf(config.api.etl))
let passed = 0
let failed = 0

function report(good: boolean, what: string, faults: Fault[] = []): void {
  if (good) passed++
  else failed++
  console.log(`${good ? '✓' : '✗'} ${what}`)
  for (const { path, expected, got } of faults) console.log(`  ${pointerOf(path)}: expected ${expected}, got ${got}`)
}

for (const { name, definition } of config.pipelines) {
  if (!definition) continue
  const faults = await checks.faultsOf(name, definition)
  const isOf = (index: number) => (fault: Fault) => fault.path[0] === 'fixtures' && fault.path[1] === index
  const others = faults.filter(({ path }) => path[0] !== 'fixtures')
  if (others.length > 0) report(false, name, others)
  else if (definition.fixtures.length === 0) console.log(`- ${name}: no fixtures`)
  else
    definition.fixtures.forEach((fixture, index) => {
      const own = faults.filter(isOf(index))
      report(own.length === 0, `${name}: ${fixture.name}`, own)
    })
}
await checks.close()
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
