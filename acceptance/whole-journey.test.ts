import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { runDemo } from '../packages/platform/src/demo/run-demo.ts'
import { freshDatabase } from '../packages/platform/test/database.ts'
import { alarmsOf, plantedFaults } from './support/monitored.ts'

/** Everything at once, small: what `npm run demo` shows with 20,000 participants over two years. */
test('300 people join, fall ill, claim, object, share, pay and leave for half a year, and everything adds up', async () => {
  const { url, database } = await freshDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'tongzhou-journey-'))
  try {
    const result = await runDemo({
      seed: 'all in one boat',
      participants: 300,
      months: 6,
      illnessScale: 400,
      folder,
      databaseUrl: url,
    })
    const { auditFindings, balance, figures, periods, verdict } = result

    const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)
    expect(sum(balance.map(({ debitFen }) => debitFen))).toBe(sum(balance.map(({ creditFen }) => creditFen)))
    expect(auditFindings).toEqual([])
    expect(verdict).toMatchObject({ clean: true, finding: null, waiting: 0 })

    expect(periods.map(({ code }) => code)).toEqual(
      ['01', '02', '03', '04', '05', '06'].flatMap((month) => [`2019-${month}-A`, `2019-${month}-B`]),
    )
    expect(periods.every(({ status }) => status === 'settled')).toBe(true)
    const helped = periods.reduce((total, period) => total + period.figures!.caseCount, 0)
    expect(figures.steps['claim-settled']).toBe(helped)
    // The journey is one only where something happened on it.
    expect(figures.claims.paid).toBeGreaterThan(2)
    expect(figures.refusals['in-waiting-period']).toBeGreaterThan(2)
    expect(figures.steps['refusal-disputed']).toBeGreaterThan(0)
    expect(figures.steps['approval-proposed']).toBeGreaterThan(0)
    expect(figures.steps['objection-raised']).toBeGreaterThan(0)
    expect(figures.besides['paper refused: file-content-mismatch']).toBeGreaterThan(0)
    expect(figures.money['differences found']).toBeGreaterThan(0)
    expect(figures.money['shares collected']).toBeGreaterThan(300)
    expect(figures.memberships['ended: paid-out']).toBe(figures.claims.paid)

    const { rows } = await sql<{ entry: string }>`select entry from journal_events order by event_no`.execute(database)
    const log = rows.map(({ entry }) => entry)
    expect(await alarmsOf(log)).toEqual([])
    for (const { fault, planted, alarm } of plantedFaults(log)) {
      // An entry left out moves those that come after, and a lot is drawn by the place of its entry.
      const alarms = (await alarmsOf(planted)).filter((name) => planted.length >= log.length || name !== 'lot-wrong')
      expect([fault, alarms]).toEqual([fault, [alarm]])
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 240_000)
