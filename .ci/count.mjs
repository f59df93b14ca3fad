// Adds up what .ci/run saw. Plain JavaScript: it runs on whatever Node the machine came with.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failuresOf, readReport } from './report.mjs'

const [folder, packagesStatus, testStatus, verifyStatus] = process.argv.slice(2)

/** A program that failed without naming a failure counts as one, so that a crash never looks like success. */
function withStatus({ failed, ...counts }, status) {
  return { ...counts, failed: status !== '0' && failed === 0 ? 1 : failed }
}

/** What was run again counts as it was then. */
function readTests() {
  const files = new Map([...readReport(folder, 'test.json'), ...readReport(folder, 'again.json')])
  const counts = { passed: 0, skipped: 0, failed: 0 }
  for (const file of files.values()) {
    const statuses = file.assertionResults.map(({ status }) => status)
    counts.passed += statuses.filter((status) => status === 'passed').length
    counts.skipped += statuses.filter((status) => status !== 'passed' && status !== 'failed').length
    counts.failed += failuresOf(file)
  }
  return counts
}

function readChecks() {
  const text = readFileSync(join(folder, 'verify.txt'), 'utf8')
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(text) ?? [null, 0, 0]
  return { passed: Number(passed), failed: Number(failed) }
}

const tests = withStatus(readTests(), testStatus)
const checks = withStatus(readChecks(), verifyStatus)
const failed = (packagesStatus === '0' ? 0 : 1) + tests.failed + checks.failed
if (tests.skipped > 0) console.log(`${tests.skipped} skipped, each with its reason above`)
console.log(`${tests.passed + checks.passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
