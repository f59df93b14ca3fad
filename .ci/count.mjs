// Adds up what .ci/run saw. Plain JavaScript: it runs on whatever Node the machine came with.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, packagesStatus, testStatus, verifyStatus] = process.argv.slice(2)

/** A program that failed without naming a failure counts as one, so that a crash never looks like success. */
function withStatus({ failed, ...counts }, status) {
  return { ...counts, failed: status !== '0' && failed === 0 ? 1 : failed }
}

function readTests() {
  const file = join(folder, 'test.json')
  if (!existsSync(file)) return { passed: 0, skipped: 0, failed: 0 }
  const { numPassedTests, numPendingTests, testResults } = JSON.parse(readFileSync(file, 'utf8'))
  const failures = testResults.map(({ status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed').length
    // A file that could not be loaded has failed without a test to show for it.
    return status === 'failed' && failed === 0 ? 1 : failed
  })
  return { passed: numPassedTests, skipped: numPendingTests, failed: failures.reduce((sum, count) => sum + count, 0) }
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
