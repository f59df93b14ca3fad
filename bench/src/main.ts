import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { bareBenchmarks, benchmarks, onlyNamed } from './benchmarks.ts'
import { describeMachine } from './machine/describe-machine.ts'
import { readOptions } from './options.ts'
import { withStack } from './with-stack.ts'

const options = readOptions(process.argv.slice(2), Object.keys({ ...benchmarks, ...bareBenchmarks }), onlyNamed)
const print = (line: string) => console.log(line)
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => reject(new Error('interrupted')))
})
const machine = describeMachine()
const results: Record<string, unknown> = {}
print(`${machine.processor}, ${machine.cores} cores, load ${machine.load}; Node ${machine.node}`)

try {
  for (const name of options.names) {
    print(`\n${name}`)
    const bare = bareBenchmarks[name]
    if (bare) {
      results[name] = await bare({ options, print })
      continue
    }
    results[name] = await withStack({ env: process.env, options, interrupted }, (stack, folder) =>
      benchmarks[name]!({ stack, options, print, folder }),
    )
  }
  if (options.json) {
    mkdirSync(dirname(options.json), { recursive: true })
    writeFileSync(options.json, `${JSON.stringify({ at: new Date().toISOString(), machine, ...results }, null, 2)}\n`)
  }
} catch (error) {
  print(`\n${error instanceof Error ? error.message : String(error)}`)
  // What was cut short may hold connections that would keep us here.
  process.exit(1)
}
