import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../packages/platform/src/cli/open-platform.ts'
import { verifyEverything } from '../packages/platform/src/cli/verify-everything.ts'
import { system } from '../packages/platform/src/commit/commit.ts'
import type { Database } from '../packages/platform/src/commit/platform.ts'
import { sequenceAll, type Verdict } from '../packages/platform/src/journal/index.ts'
import { loadPlan } from '../packages/platform/src/plans/index.ts'
import { turnTriggersOff } from '../packages/platform/test/database.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { Case, claimBody, joined, type Member, type Office, openOffice, workOn } from './support/cases.ts'
import { openWorld } from './support/world.ts'

/** Whatever is edited by hand, with SQL as the database's owner or in the stores beside it, is found and named. */
const world = await openWorld('2020-01-02')
const { platform } = world
let paid: Case
let refused: Case
let paidId: string
let folder: string

beforeAll(async () => {
  await loadTestPlan(platform)
  const office = await openOffice(world)
  const members: Member[] = []
  for (let count = 0; count < 5; count += 1) members.push(await joined(world, testPlan, '1970-05-05'))
  await live('2020-01-03', '2020-01-08')
  await world.at('2020-06-01')
  paid = await claimOf(members[0]!, office)
  refused = await claimOf(members[1]!, office)
  await refused.refuse()
  await paid.passDeskReview()
  await paid.assign()
  await paid.report()
  await paid.approve()
  await workOn(world, '2020-06-07')
  const funded = { amount: '2000000.00' }
  await world.call(office.finance, 'POST', `/finance/plans/${testPlan.plan}/fundings`, funded)
  await live('2020-06-14', '2020-06-16')
  expect((await paid.view()).status).toBe('paid')
  const ending = { coverEndsOn: '2020-12-31' }
  await world.call(office.operator, 'POST', `/plans/${testPlan.plan}/run-off`, ending)
  await sequenceAll(platform, world.leafFile)
  paidId = (await ids(paid)).claimId
  folder = world.folder
})

async function live(from: string, to: string): Promise<void> {
  for (let day = Temporal.PlainDate.from(from); Temporal.PlainDate.compare(day, to) <= 0; day = day.add({ days: 1 })) {
    await workOn(world, day.toString())
  }
}

async function claimOf(member: Member, office: Office): Promise<Case> {
  const { body } = await world.call(member, 'POST', '/claims', claimBody(member, '2020-05-30'))
  const one = new Case(world, office, member, body.caseReference, new Set())
  await one.addPaper()
  await one.submit()
  return one
}

async function ids(one: Case): Promise<{ claimId: string }> {
  const { rows } = await sql<{ claim_id: string }>`
    select claim_id from claims where case_reference = ${one.reference}`.execute(platform.database)
  return { claimId: rows[0]!.claim_id }
}

const look = (database: Database) => verifyEverything({ ...platform, database }, world, undefined, 0)

class RolledBack extends Error {
  readonly verdict: Verdict
  constructor(verdict: Verdict) {
    super('rolled back')
    this.verdict = verdict
  }
}

/** What verify says after edits by hand that no trigger sees; the edits are undone. */
async function afterSql(edit: string): Promise<Verdict> {
  try {
    return await platform.database.transaction().execute(async (transaction) => {
      await turnTriggersOff(transaction)
      for (const statement of edit.split(';\n')) {
        const changed = await sql.raw(statement).execute(transaction)
        expect(Number(changed.numAffectedRows)).toBeGreaterThan(0)
      }
      throw new RolledBack(await look(transaction))
    })
  } catch (fault) {
    if (fault instanceof RolledBack) return fault.verdict
    throw fault
  }
}

const firstOf = (kind: string) =>
  `(select event_no from journal_events where kind = '${kind}' order by event_no limit 1)`
const eventOf = (kind: string) => `(select event_id from journal_events where event_no = ${firstOf(kind)})`
const reference = '0000-0000'
const madeUp = '00000000-0000-4000-8000-000000000000'

/** A record of the log, as findings name it. */
const event = (kind: string) => expect.stringMatching(new RegExp(`^journal event [0-9a-f-]{36} \\(${kind}, `))

type Problem = 'changed' | 'removed' | 'added' | 'reordered'
const edits: [string, () => string, Problem, () => unknown][] = [
  [
    'a word of an entry',
    () => `update journal_events set entry = replace(entry, 'claim-approved', 'claim-refused')
      where event_no = ${firstOf('claim-approved')}`,
    'changed',
    () => event('claim-approved'),
  ],
  [
    'the time of an entry in its column',
    () => `update journal_events set recorded_at = recorded_at - interval '1 day'
      where event_no = ${firstOf('claim-filed')}`,
    'changed',
    () => event('claim-filed'),
  ],
  [
    'the subject of an entry in its column',
    () => `update journal_events set subject = 'claim/${reference}' where event_no = ${firstOf('claim-filed')}`,
    'changed',
    () => event('claim-filed'),
  ],
  [
    'an entry and its leaf removed',
    () => `with gone as (delete from log_leaves where event_no = ${firstOf('claim-approved')} returning event_no)
      delete from journal_events where event_no in (select event_no from gone)`,
    'removed',
    () => expect.stringMatching(/^leaf [0-9]+$/),
  ],
  [
    'two leaves changing places',
    () => `update log_leaves set event_no = -event_no
        where event_no in (${firstOf('claim-filed')}, ${firstOf('claim-approved')});
      update log_leaves set leaf_hash = e.hash, event_no = e.event_no
        from (select event_no, sha256(decode('00', 'hex') || convert_to(entry, 'UTF8')) as hash from journal_events) e
        where log_leaves.event_no < 0 and e.event_no = ${firstOf('claim-filed')} + ${firstOf('claim-approved')} + log_leaves.event_no`,
    'reordered',
    () => event('claim-approved'),
  ],
  [
    'an entry that nobody recorded',
    () => `insert into journal_events (event_id, kind, subject, recorded_at, entry)
      select gen_random_uuid(), kind, subject, recorded_at, entry from journal_events
      where event_no = ${firstOf('claim-approved')}`,
    'added',
    () => expect.stringMatching(/^journal event [0-9a-f-]{36} \(claim-approved\)$/),
  ],
  [
    'the hash of a leaf',
    () => `update log_leaves set leaf_hash = sha256('x') where event_no = ${firstOf('claim-filed')}`,
    'changed',
    () => expect.stringMatching(/^leaf [0-9]+$/),
  ],
  [
    'the root of a head',
    () => `update log_heads set root = sha256('x') where size = (select min(size) from log_heads)`,
    'changed',
    () => expect.stringMatching(/^log head of size [0-9]+$/),
  ],
  [
    'the salt of a step',
    () => `update journal_salts set salt = sha256('x') where event_id = ${eventOf('claim-approved')}`,
    'changed',
    () => expect.stringContaining(`of case ${paid.reference}`),
  ],
  [
    'the salt of a step removed',
    () => `delete from journal_salts where event_id = ${eventOf('claim-approved')}`,
    'removed',
    () => expect.stringContaining('salt of'),
  ],
  [
    'a sealed step exchanged for another',
    () => `update claim_steps set sealed = (select sealed from claim_steps where event_id = ${eventOf('claim-filed')})
      where event_id = ${eventOf('claim-approved')}`,
    'changed',
    () => expect.stringContaining(`of case ${paid.reference}`),
  ],
  [
    'a step removed',
    () => `delete from claim_steps where event_id = ${eventOf('claim-approved')}`,
    'removed',
    () => expect.stringContaining('claim_steps row of'),
  ],
  [
    'a refused claim set to approved',
    () => `update claims set status = 'approved', refused_on = null where case_reference = '${refused.reference}'`,
    'changed',
    () => expect.stringContaining(refused.reference),
  ],
  [
    'a fen more to be paid out',
    () => `update claims set payout_fen = payout_fen + 1 where case_reference = '${paid.reference}'`,
    'changed',
    () => expect.stringContaining(paid.reference),
  ],
  [
    'the sum of a published case',
    () => `update published_cases set payout_fen = payout_fen + 1`,
    'changed',
    () => expect.stringContaining(paid.reference),
  ],
  [
    'a published case removed',
    () => `delete from published_cases`,
    'removed',
    () => expect.stringContaining('published'),
  ],
  [
    'a posting made larger',
    () => `update ledger_postings set amount_fen = amount_fen + 1
      where ctid = (select ctid from ledger_postings limit 1)`,
    'changed',
    () => expect.stringMatching(/^booking ".+" of plan/),
  ],
  [
    'a booking from nowhere',
    () => `insert into ledger_transactions (event_id, transaction_no, plan_code, subject, memo, recorded_at)
        select '${madeUp}', 1, plan_code, subject, 'made up', recorded_at from ledger_transactions limit 1;
      insert into ledger_postings values ('${madeUp}', 1, 1, '${testPlan.plan}', 'gateway-clearing', -100),
        ('${madeUp}', 1, 2, '${testPlan.plan}', 'operator-receivable', 100)`,
    'added',
    () => expect.stringContaining('made up'),
  ],
  [
    'the share of a settled period',
    () => `update periods set share_fen = share_fen + 1, carry_out_fen = carry_out_fen + participants,
      charges_sum_fen = charges_sum_fen + charges_size
      where period_code = '2020-06-A'`,
    'changed',
    () => expect.stringContaining('period 2020-06-A'),
  ],
  [
    'the carry of a settled period',
    () =>
      `update periods set carry_out_fen = carry_out_fen + 1, carry_in_fen = carry_in_fen + 1 where period_code = '2020-06-A'`,
    'changed',
    () => expect.stringContaining('period 2020-06-A'),
  ],
  [
    'the sharing day of a period',
    () => `update periods set sharing_day = sharing_day + 1 where period_code = '2020-06-A'`,
    'changed',
    () => expect.stringContaining('2020-06-A'),
  ],
  [
    'a case taken out of its period',
    () => `delete from period_cases`,
    'changed',
    () => expect.stringContaining('period 2020-06-A'),
  ],
  [
    'a charge removed from the roll',
    () => `delete from charges using periods p where p.period_id = charges.period_id and p.period_code = '2020-06-A'
      and participant_id = (select min(participant_id) from charges)`,
    'changed',
    () => '2020-06-A',
  ],
  [
    'the day of somebody’s joining',
    () => `update participants set joined_on = joined_on - 90
      where participant_id = (select min(participant_id) from participants)`,
    'changed',
    () => expect.stringContaining('membership'),
  ],
  [
    'somebody’s membership brought back to life',
    () => `update participants set ended_on = null, ended_reason = null where ended_reason = 'paid-out'`,
    'changed',
    () => expect.stringContaining('participant'),
  ],
  [
    'a change in somebody’s history',
    () => `update membership_changes set effective_on = effective_on - 90 where kind = 'joined'`,
    'changed',
    () => expect.anything(),
  ],
  [
    'a day’s roll that nobody recorded',
    () =>
      `insert into membership_rolls values ('${testPlan.plan}', '2021-01-01', '${madeUp}', '2021-01-01', '2021-01-02')`,
    'added',
    () => `membership roll of ${testPlan.plan} on 2021-01-01`,
  ],
  [
    'a term of a loaded plan',
    () =>
      `update plan_versions set content = replace(content, '"managementFeeBasisPoints":800', '"managementFeeBasisPoints":900')`,
    'changed',
    () => `version 1 of plan ${testPlan.plan}`,
  ],
  [
    'a plan version that nobody loaded',
    () => `insert into plan_versions select plan_code, 2, first_day + 300,
        replace(replace(content, '"version":1', '"version":2'), '"firstDay":"' || first_day || '"',
          '"firstDay":"' || (first_day + 300) || '"'), gen_random_uuid(), loaded_at from plan_versions`,
    'added',
    () => `version 2 of plan ${testPlan.plan}`,
  ],
  [
    'the last day of cover of an announced end',
    () => `update run_offs set cover_ends_on = cover_ends_on + 1`,
    'changed',
    () => `run-off of plan ${testPlan.plan}`,
  ],
  ['an announced end removed', () => `delete from run_offs`, 'removed', () => `run-off of plan/${testPlan.plan}`],
  [
    'the type of a paper',
    () => `update evidence set media_type = 'image/png' where claim_id = '${paidId}'`,
    'changed',
    () => expect.stringContaining('evidence'),
  ],
  [
    'a paper removed',
    () => `delete from evidence where claim_id = '${paidId}'`,
    'removed',
    () => expect.stringContaining('evidence'),
  ],
]

test('an untouched platform is clean', async () => {
  const verdict = await look(platform.database)
  expect(verdict).toMatchObject({ clean: true, finding: null, waiting: 0 })
  expect(verdict.commitments).toBeGreaterThan(20)
})

describe('by SQL', () => {
  test.each(edits)('%s', async (_, edit, problem, record) => {
    const { finding } = await afterSql(edit())
    expect(finding).toMatchObject({ problem, record: record() })
    expect(finding!.detail.length).toBeGreaterThan(10)
  })

  test('and nothing of it is left', async () => {
    expect((await look(platform.database)).clean).toBe(true)
  })
})

test('what is recorded by the clock of the machine is clean too', async () => {
  await sequenceAll(platform, world.leafFile)
  const real = { ...platform, clock: systemClock }
  const source = JSON.stringify({ ...testPlan, plan: 'real-time', firstDay: '2020-01-01' })
  expect((await loadPlan(real, { key: 'real-time', actor: system, source })).accepted).toBe(true)
  await sequenceAll(real, world.leafFile)
  expect(await look(platform.database)).toMatchObject({ clean: true, finding: null })
})

describe('in the stores beside the database', () => {
  const sealedFiles = async () => {
    const all = await readdir(join(folder, 'evidence'), { recursive: true, withFileTypes: true })
    return all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  }
  const edited = async (path: string, change: (bytes: Buffer) => Buffer | null) => {
    const before = await readFile(path)
    const after = change(Buffer.from(before))
    try {
      if (after === null) await rm(path)
      else await writeFile(path, after)
      return (await look(platform.database)).finding
    } finally {
      await writeFile(path, before)
    }
  }
  const flipped = (bytes: Buffer) => {
    bytes[bytes.length >> 1]! ^= 1
    return bytes
  }

  test.each<[string, (bytes: Buffer) => Buffer | null, Problem]>([
    ['one bit of a sealed paper', flipped, 'changed'],
    ['half of it', (bytes) => bytes.subarray(0, bytes.length >> 1), 'changed'],
    ['all of it', () => null, 'removed'],
  ])('%s', async (_, change, problem) => {
    for (const path of await sealedFiles()) {
      expect(await edited(path, change)).toMatchObject({ problem, record: expect.stringContaining('evidence') })
    }
  })

  test('two sealed papers changing places', async () => {
    const [one, other] = await sealedFiles()
    const swap = async () => {
      await rename(one!, `${one}.away`)
      await rename(other!, one!)
      await rename(`${one}.away`, other!)
    }
    await swap()
    const { finding } = await look(platform.database)
    await swap()
    expect(finding).toMatchObject({ problem: 'changed', record: expect.stringContaining('evidence') })
  })

  test('one byte of the leaf file, or its end', async () => {
    const path = join(folder, 'leaves')
    expect(await edited(path, flipped)).toMatchObject({
      problem: 'changed',
      record: expect.stringMatching(/^journal event/),
    })
    const shorter = await edited(path, (bytes) => bytes.subarray(0, bytes.length - 32))
    expect(shorter).toMatchObject({ problem: 'added', record: expect.stringMatching(/^journal event/) })
    const longer = await edited(path, (bytes) => Buffer.concat([bytes, bytes.subarray(0, 32)]))
    expect(longer).toMatchObject({ problem: 'removed', record: expect.stringMatching(/^leaf [0-9]+$/) })
  })

  test('and all is clean again', async () => {
    expect((await look(platform.database)).clean).toBe(true)
  })
})
