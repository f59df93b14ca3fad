import { join, resolve } from 'node:path'
import { runCheck, type Check } from './src/run-check.ts'

const root = resolve(import.meta.dirname, '..')
const tool = (name: string) => join(root, 'node_modules/.bin', name)

const checks: Check[] = [
  { name: 'format', command: tool('oxfmt'), args: ['--check', '.'] },
  { name: 'lint and boundaries', command: tool('oxlint'), args: ['.'] },
  { name: 'types', command: tool('tsc'), args: ['-p', '.'] },
  { name: 'types in a browser', command: tool('tsc'), args: ['-p', 'packages/client'] },
  { name: 'types of the console', command: tool('tsc'), args: ['-p', 'apps/console'] },
  { name: 'unused', command: tool('knip'), args: ['--no-progress'] },
]

const results = await Promise.all(
  checks.map(async (check) => {
    const result = await runCheck(check, root)
    console.log(`${result.passed ? '✓' : '✗'} ${result.name} (${(result.ms / 1000).toFixed(1)} s)`)
    return result
  }),
)
const failed = results.filter((result) => !result.passed)
for (const { name, output } of failed) console.log(`\n── ${name}\n${output}`)
console.log(`${results.length - failed.length} passed, ${failed.length} failed`)
if (failed.length > 0) process.exitCode = 1
