import { parseArgs } from 'node:util'
import { runSystem } from '../local/run-system.ts'
import { describeStack } from '../stack/describe-stack.ts'
import { startStack } from '../stack/start-stack.ts'

const { values } = parseArgs({ options: { workers: { type: 'string' } } })
const print = (line: string) => console.log(line)

process.exitCode = await runSystem({
  print,
  start: () => {
    print('Starting Syndicate …')
    return startStack({
      env: { ...process.env, NODE_ENV: process.env['NODE_ENV'] || 'development' },
      ...(values.workers !== undefined && { workers: Number(values.workers) }),
      restartWorkers: true,
      log: print,
    })
  },
  work: async (stack) => {
    print(describeStack(stack).join('\n'))
    print('\nCtrl-C stops it.')
  },
})
