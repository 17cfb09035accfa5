import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { citusUrl } from '../../test/citus-cluster.ts'
import { freshDatabase, freshSingleDatabase } from '../../test/database.ts'
import { addMany, dayAfterMany } from '../../test/made-up-many.ts'
import { loadTestPlan } from '../../test/made-up-period.ts'
import { approveCase } from '../../test/made-up-sharing.ts'
import { testPlan } from '../../test/plan.ts'
import { platformOn, type TestPlatform } from '../../test/platform.ts'
import { runAudits } from '../audits/run-audits.ts'
import { system } from '../commit/commit.ts'
import { trialBalance } from '../ledger/index.ts'
import { closePeriod } from './close-period.ts'
import { publishPeriod } from './publish-period.ts'
import { insertCharges, loadPeriod, rollSlices } from './store.ts'
import { takeRoll } from './take-roll.ts'

const plan = { ...testPlan, sharing: { ...testPlan.sharing, capPerYearFen: null } }
const firstMonth = dayAfterMany(plan.firstDay).toPlainYearMonth().add({ months: 1 })
/** Three chunks of the sum tree, the last one not full. */
const members = 9_000
const cases = [1_001n, 4_003n, 8_002n]

/** Two periods of the same made-up people: each with cases, the first also with a death that was recorded after its publicity day. */
async function settled(platform: TestPlatform) {
  await loadTestPlan(platform, plan)
  await addMany(platform.database, plan, { count: members, seed: 5, firstDay: plan.firstDay })
  for (const round of [0, 1]) {
    const month = firstMonth.add({ months: round })
    const command = (verb: string) => ({
      key: `${verb}:${month}`,
      actor: system,
      planCode: plan.plan,
      code: `${month}-A`,
    })
    platform.clock.set(`${month}-01T04:00:00Z`)
    for (const [at, participantId] of cases.entries()) {
      const made = {
        caseReference: `000${round}-000${at}`,
        participantId: participantId + BigInt(round),
        payoutFen: 10_000_001n,
      }
      await approveCase(platform, plan, { ...made, on: `${month}-01` })
    }
    platform.clock.set(`${month}-07T04:00:00Z`)
    const published = await publishPeriod(platform, command('publish'))
    const rolled = await takeRoll(platform, plan.plan, `${month}-A`)
    platform.clock.set(`${month}-14T04:00:00Z`)
    const closed = await closePeriod(platform, command('close'))
    expect([published.accepted, rolled.accepted, closed.accepted]).toEqual([true, true, true])
  }
}

/** All that a settlement says, to the charge. */
async function everything({ database }: TestPlatform) {
  const rowsOf = async (what: string) => (await sql.raw(what).execute(database)).rows
  return {
    charges: await rowsOf('select * from charges order by period_id, participant_id'),
    exemptions: await rowsOf('select * from charge_exemptions order by period_id, participant_id'),
    periods: await rowsOf('select * from periods order by period_id'),
    cases: await rowsOf('select * from period_cases order by period_id, case_reference'),
    chunks: await rowsOf('select * from charge_chunks order by period_id, chunk_no'),
    events: await rowsOf('select event_no, event_id, entry from journal_events order by event_no'),
    balance: await trialBalance(database, plan.plan),
  }
}

if (citusUrl === null) console.warn('same-on-citus.db.test.ts skips: CITUS_URL_FOR_TESTS is not set (docs/citus.md)')

describe.runIf(citusUrl)('the same plan settled on one PostgreSQL and on Citus', async () => {
  const day = `${firstMonth}-01`
  const single = platformOn(await freshSingleDatabase(), day)
  const citus = platformOn(await freshDatabase(), day)
  await settled(single)
  await settled(citus)

  test('has the same charges, exemptions, figures, tree, entries and books', async () => {
    const [onOne, onCitus] = [await everything(single), await everything(citus)]
    expect(onOne.charges.length).toBeGreaterThan(2 * 8_000)
    expect(onCitus).toEqual(onOne)
  })

  test('the charges lie on both workers', async () => {
    const { rows } = await sql<{ port: number }>`
      select nodeport as port from citus_shards where table_name = 'charges_1'::regclass and shard_size > 16384 group by 1`.execute(
      citus.database,
    )
    expect(rows).toHaveLength(2)
  })

  test('is made on the workers: no row passes the coordinator', async () => {
    const period = (await loadPeriod(citus.database, plan.plan, `${firstMonth}-A`))!
    const [slice] = await rollSlices(citus.database, period.periodId)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain (verbose, costs off) ${insertCharges(period, slice!, period.publicityDay)}`.execute(citus.database)
    const lines = rows.map((row) => row['QUERY PLAN'])
    expect(lines[0]).toBe('Custom Scan (Citus Adaptive)')
    expect(lines.join('\n')).toMatch(/Query: INSERT INTO public\.charges_\d+ .* FROM public\.participants_\d+/)
    expect(lines.join('\n')).not.toContain('pull to coordinator')
    const shards = await sql`select from citus_shards where table_name = 'participants'::regclass`.execute(
      citus.database,
    )
    expect(lines).toContain(`  Task Count: ${shards.rows.length}`)
  })

  test('no audit finds anything on either', async () => {
    expect([await runAudits(single.database), await runAudits(citus.database)]).toEqual([[], []])
  })
})
