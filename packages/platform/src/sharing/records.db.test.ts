import { commitmentTo, type Recordable } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadTestPlan } from '../../test/made-up-period.ts'
import { addParticipants, approveCase } from '../../test/made-up-sharing.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { system } from '../commit/commit.ts'
import { closePeriod } from './close-period.ts'
import { publishPeriod } from './publish-period.ts'
import { manifestSource, periodsRecomputed } from './records.ts'

const platform = await testPlatform('2020-06-01')
const { database, clock } = platform
const plan = { ...testPlan, plan: 'recorded' }

beforeAll(async () => {
  await loadTestPlan(platform, plan)
  await addParticipants(database, plan, { first: 1n, count: 10, joinedOn: '2020-01-05' })
  await approveCase(platform, plan, {
    caseReference: 'REC0-0001',
    participantId: 1n,
    payoutFen: 1_001n,
    on: '2020-05-20',
  })
  const command = { actor: system, planCode: plan.plan, code: '2020-06-A' }
  clock.set('2020-06-07T04:00:00Z')
  await publishPeriod(platform, { ...command, key: 'publish' })
  clock.set('2020-06-14T04:00:00Z')
  const closed = await closePeriod(platform, { ...command, key: 'close' })
  expect(closed.accepted).toBe(true)
})

/** Whether what stands in the tables is what the log commits to. */
async function matchesTheLog(): Promise<boolean> {
  const { rows } = await sql<{ event_id: string; entry: string; salt: Buffer }>`
    select e.event_id, e.entry, s.salt from journal_events e join journal_salts s using (event_id)
    where e.kind = 'period-settled' and s.name = 'manifest'`.execute(database)
  expect(rows).toHaveLength(1)
  const { entry, event_id, salt } = rows[0]!
  const content = (await manifestSource.contents(platform, database, [event_id])).get(event_id)
  expect(content?.description).toBe('period 2020-06-A of recorded')
  return JSON.parse(entry).commitments.manifest === commitmentTo(salt, content!.content as Recordable)
}

const recomputed = () => periodsRecomputed.run(platform, database, () => {})

/** Does something by hand past the triggers, looks, and takes it back. */
async function after<Result>(fault: string, look: () => Promise<Result>, undo: string): Promise<Result> {
  await sql.raw(`alter table period_cases disable trigger user; ${fault}`).execute(database)
  try {
    return await look()
  } finally {
    await sql.raw(`${undo}; alter table period_cases enable trigger user`).execute(database)
  }
}

describe('the manifest of a settled period', () => {
  test('is what the log commits to', async () => {
    expect(await matchesTheLog()).toBe(true)
    expect(await manifestSource.stray(database)).toBeNull()
    expect(await recomputed()).toBeNull()
  })

  test.each([
    [
      'a figure',
      'update periods set year_so_far_fen = year_so_far_fen + 1',
      'update periods set year_so_far_fen = year_so_far_fen - 1',
    ],
    ['a case', 'update period_cases set fee_fen = fee_fen + 1', 'update period_cases set fee_fen = fee_fen - 1'],
  ])('shows %s that was changed by hand', async (_, fault, undo) => {
    expect(await after(fault, matchesTheLog, undo)).toBe(false)
    expect(await matchesTheLog()).toBe(true)
  })

  test('names a period that no entry accounts for', async () => {
    const subject =
      "alter table journal_events disable trigger user; update journal_events set subject = 'period/recorded/x'"
    const back =
      "update journal_events set subject = 'period/recorded/2020-06-A'; alter table journal_events enable trigger user"
    const stray = () => manifestSource.stray(database)
    const where = " where kind = 'period-settled'"
    const found = await after(subject + where, stray, back.replace("-A'", `-A'${where}`))
    expect(found).toBe('period 2020-06-A of recorded')
    expect(await stray()).toBeNull()
  })
})

test('a period whose inputs do not give its share is named', async () => {
  const change = 'update periods set due_fen = due_fen + 1'
  const finding = await after(change, recomputed, change.replace('+', '-'))
  expect(finding).toMatchObject({ problem: 'changed', record: 'period 2020-06-A of recorded' })
  expect(finding?.detail).toContain('dueFen')
})

const triggersOff = 'alter table charge_chunks disable trigger user'
const triggersOn = 'alter table charge_chunks enable trigger user'

test.each([
  [
    'somebody else is charged',
    'delete from charges where participant_id = 2; insert into charges select period_id, 77, 77 from periods',
    'delete from charges where participant_id = 77; insert into charges select period_id, 2, 2 from periods',
    'other charges',
  ],
  [
    'somebody is charged no longer',
    'delete from charges where participant_id = 3',
    'insert into charges select period_id, 3, 3 from periods',
    '8 charges instead of 9',
  ],
  [
    'the key is another',
    "update periods set charges_key = sha256('x'), case_count = case_count",
    'update periods set charges_key = kept_key.key from kept_key',
    'other charges',
  ],
  [
    'a part of the tree is another',
    `${triggersOff}; update charge_chunks set first_participant_id = 4`,
    `update charge_chunks set first_participant_id = 2; ${triggersOn}`,
    'other parts of the tree',
  ],
])('a period is named where %s', async (_, fault, undo, detail) => {
  await sql`create table if not exists kept_key as select charges_key as key from periods`.execute(database)
  const finding = await after(fault, recomputed, undo)
  expect(finding).toMatchObject({ problem: 'changed', record: 'charges of period 2020-06-A of recorded' })
  expect(finding?.detail).toContain(detail)
  expect(await recomputed()).toBeNull()
})
