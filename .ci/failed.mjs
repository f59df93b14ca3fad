// Prints the test files that failed and may be run again by themselves, a line each. Nothing when there are none, or when so
// much failed that it was not the machine.
import { relative, sep } from 'node:path'
import { failuresOf, readReport } from './report.mjs'

const [folder] = process.argv.slice(2)
const most = 10

const failed = [...readReport(folder, 'test.json').values()]
  .filter((file) => failuresOf(file) > 0)
  .map(({ name }) => relative(process.cwd(), name).replaceAll(sep, '/'))
// The fault suite has the machine for itself already, and what it loses once it loses.
const again = failed.filter((file) => !file.startsWith('tests/faults/'))
if (failed.length <= most && again.length === failed.length) for (const file of again) console.log(file)
