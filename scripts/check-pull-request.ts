import { parseArgs } from 'node:util'
import { judgeChange } from './src/pull-request/judge-change.ts'

// Prints what a change of pipelines would do, as a comment for its pull request. Ends with 1 where a definition or a fixture is wrong.
const { values } = parseArgs({
  options: { base: { type: 'string', default: 'origin/main' }, folder: { type: 'string', default: process.cwd() } },
})
const { SYNDICATE_URL: url, SYNDICATE_KEY: key } = process.env
const deployment = url && key ? { url, key } : null
const { comment, sound } = await judgeChange({ ...values, deployment })
process.stdout.write(comment)
if (!sound) process.exitCode = 1
