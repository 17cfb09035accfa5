// Prints "N passed, N failed" from Vitest's JSON report and the exit code of the whole run, and exits accordingly.
import { readFileSync } from 'node:fs'

const [reportFile, status] = process.argv.slice(2)
const text = readFileSync(reportFile, 'utf8')
// Empty where the run ended before the tests: the format, the types or the dead code did not pass.
const files = text === '' ? [] : JSON.parse(text).testResults

let passed = 0
let failed = 0
for (const { assertionResults, status: ofFile } of files) {
  passed += assertionResults.filter((test) => test.status === 'passed').length
  const failures = assertionResults.filter((test) => test.status === 'failed').length
  // A file that could not be loaded, or whose set-up failed, has failed without a failed test in it.
  failed += failures === 0 && ofFile === 'failed' ? 1 : failures
}
// Whatever else made the run fail is a failure too; and a run without any test proves nothing.
if (failed === 0 && (status !== '0' || passed === 0)) failed = 1

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
