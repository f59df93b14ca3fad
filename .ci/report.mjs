// vitest's JSON report of a run, by file.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The results of each test file of a report, by the file's name; none where nothing was run. */
export function readReport(folder, name) {
  const path = join(folder, name)
  if (!existsSync(path)) return new Map()
  return new Map(JSON.parse(readFileSync(path, 'utf8')).testResults.map((file) => [file.name, file]))
}

/** How many tests of a file failed. A file that could not be loaded has failed without a test to show for it. */
export function failuresOf({ status, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === 'failed').length
  return status === 'failed' && failed === 0 ? 1 : failed
}
