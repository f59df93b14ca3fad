import { join, resolve } from 'node:path'
import { runCheck } from './src/run-check.ts'

const root = resolve(import.meta.dirname, '..')

// Whatever has not changed since it was built comes from turbo's cache on this machine.
process.env['TURBO_TELEMETRY_DISABLED'] = '1'
const { passed, ms, output } = await runCheck(
  {
    name: 'build',
    command: join(root, 'node_modules/.bin/turbo'),
    args: ['run', 'build', '--filter=./packages/*', '--filter=@syndicate/console'],
  },
  root,
)
if (!passed) {
  console.error(output)
  process.exitCode = 1
} else if (ms > 1000) console.log(`Built what is served to browsers in ${(ms / 1000).toFixed(1)} s.`)
