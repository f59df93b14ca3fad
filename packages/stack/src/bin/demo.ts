import { parseArgs } from 'node:util'
import { runDemo } from '../demo/run-demo.ts'
import { runSystem } from '../local/run-system.ts'
import { describeStack } from '../stack/describe-stack.ts'
import { startStack } from '../stack/start-stack.ts'

const { values } = parseArgs({ options: { exit: { type: 'boolean' }, workers: { type: 'string' } } })
const print = (line: string) => console.log(line)

process.exitCode = await runSystem({
  print,
  start: async () => {
    print('Starting PostgreSQL, Redis, the gateway and workers …')
    const startedAt = Date.now()
    const stack = await startStack({
      // The sample user exists in development only.
      env: { ...process.env, NODE_ENV: 'development' },
      ...(values.workers !== undefined && { workers: Number(values.workers) }),
      restartWorkers: true,
      log: print,
    })
    print(`Started in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`)
    return stack
  },
  work: async (stack) => {
    const right = await runDemo(stack.gatewayUrl, process.stdout)
    if (values.exit) return right ? 0 : 1
    print(['', ...describeStack(stack), '', 'Ctrl-C stops everything.'].join('\n'))
    return undefined
  },
})
