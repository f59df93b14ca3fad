import { parseArgs } from 'node:util'
import { runSystem } from '../local/run-system.ts'
import { describeStack } from '../stack/describe-stack.ts'
import { startStack } from '../stack/start-stack.ts'

const { values } = parseArgs({ options: { workers: { type: 'string' } } })
const nodeEnv = process.env['NODE_ENV'] || 'development'
const print = (line: string) => console.log(line)

process.exitCode = await runSystem({
  print,
  start: () => {
    print('Starting Syndicate …')
    return startStack({
      env: { ...process.env, NODE_ENV: nodeEnv },
      ...(values.workers !== undefined && { workers: Number(values.workers) }),
      restartWorkers: true,
      log: print,
    })
  },
  work: async (stack) => {
    print(describeStack(stack).join('\n'))
    if (nodeEnv !== 'production') print('  sign in as     trader1 with password123')
    print('\nCtrl-C stops it.')
  },
})
