// Prints "N passed, N failed" from the JSON reports of Vitest and the exit codes of their runs in a folder
// (NAME.json, NAME.status), and exits accordingly.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder] = process.argv.slice(2)
let passed = 0
let failed = 0
for (const file of readdirSync(folder).filter((name) => name.endsWith('.status'))) {
  const status = readFileSync(join(folder, file), 'utf8').trim()
  const counted = count(join(folder, file.replace(/status$/, 'json')))
  // Whatever else made a run fail is a failure too; and a run without any test proves nothing.
  if (counted.failed === 0 && (status !== '0' || counted.passed === 0)) counted.failed = 1
  passed += counted.passed
  failed += counted.failed
}
if (passed === 0 && failed === 0) failed = 1

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** No report, or an empty one, where a run ended before its tests: the format, the types or the dead code did not pass. */
function count(report) {
  const text = existsSync(report) ? readFileSync(report, 'utf8') : ''
  const files = text === '' ? [] : JSON.parse(text).testResults
  const counted = { passed: 0, failed: 0 }
  for (const { assertionResults, status } of files) {
    const failures = assertionResults.filter((test) => test.status === 'failed').length
    counted.passed += assertionResults.filter((test) => test.status === 'passed').length
    // A file that could not be loaded, or whose set-up failed, has failed without a failed test in it.
    counted.failed += failures === 0 && status === 'failed' ? 1 : failures
  }
  return counted
}
