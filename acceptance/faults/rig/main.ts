import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findingsOf, reportInWords, runRig } from './run.ts'

/** `node acceptance/faults/rig/main.ts --count 200 --seed x --only "clock"`: the rig by itself, with a line per fault. */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '8' },
    seed: { type: 'string', default: 'tongzhou' },
    only: { type: 'string' },
    report: { type: 'string' },
    minute: { type: 'boolean', default: false },
  },
})
const report = await runRig({
  seed: values.seed,
  count: Number(values.count),
  size: { first: 16, joiners: 1, claimants: 3, readers: 2, most: 60 + 2 * Number(values.count) },
  withMinute: values.minute,
  ...(values.only !== undefined && { only: values.only }),
  say: (text) => process.stderr.write(`${text}\n`),
})
process.stdout.write(reportInWords(report))
if (values.report !== undefined) {
  mkdirSync(values.report, { recursive: true })
  writeFileSync(join(values.report, 'faults.json'), JSON.stringify(report, null, 2))
  writeFileSync(join(values.report, 'faults.md'), reportInWords(report))
}
process.exitCode = findingsOf(report).length === 0 ? 0 : 1
