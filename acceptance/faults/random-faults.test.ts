import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findingsOf, reportInWords, runRig } from './rig/run.ts'

/** How many faults: eight by themselves, so that every change can be checked; 200 and more where TONGZHOU_FAULTS says so. */
const count = Number(process.env.TONGZHOU_FAULTS ?? 8)
/** Other faults in another order by another seed; what one run found another one can look for again. */
const seed = process.env.TONGZHOU_FAULTS_SEED ?? 'tongzhou'
if (!Number.isInteger(count) || count < 1) throw new Error('TONGZHOU_FAULTS is a whole number from 1')
const reports = join(import.meta.dirname, '../../node_modules/.cache/tongzhou/faults')

test(
  `${count} random faults under load, and every invariant holds after each`,
  async () => {
    const report = await runRig({
      seed,
      count,
      size: { first: 12, joiners: 1, claimants: 3, readers: 2, most: 12 + count },
      // A minute is not for every change.
      withMinute: count >= 100,
      say: (text) => process.stderr.write(`${text}\n`),
    })
    mkdirSync(reports, { recursive: true })
    writeFileSync(join(reports, 'report.json'), JSON.stringify(report, null, 2))
    writeFileSync(join(reports, 'report.md'), reportInWords(report))
    console.info(reportInWords(report))
    expect(findingsOf(report)).toEqual([])
    expect(report.rounds).toHaveLength(count)
  },
  180_000 + count * 60_000,
)
