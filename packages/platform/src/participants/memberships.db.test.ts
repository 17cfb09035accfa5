import { dayOf, inPlanOn, wasMemberOn } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { madeUpResidentId } from '../../test/made-up-people.ts'
import { loadTestPlan, testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { type Actor, commit, type Effects, type Outcome, system, type Unit } from '../commit/commit.ts'
import { insertPhonePerson, nextPersonIds } from '../identity/index.ts'
import { ageOut } from './age-out.ts'
import { countParticipants, participantFigures } from './count-participants.ts'
import { endAfterPayout, endMemberships, reinstateMembership } from './end-memberships.ts'
import { joinPlan } from './join-plan.ts'
import { defaultJoining } from './joining.ts'
import { leavePlan } from './leave-plan.ts'
import { listMemberships } from './list-memberships.ts'
import { recordDeath } from './record-death.ts'
import { hasMembership, inPlanAt, loadParticipant, memberOn, wasPaidOut } from './store.ts'
import { consentsOf, withdrawConsent } from './withdraw-consent.ts'

const joiningDay = '2026-01-05'
const platform = await testPlatform(joiningDay)
const { database } = platform
await loadTestPlan(platform)
const day = Temporal.PlainDate.from
const operator: Actor = { role: 'operator', personId: 1n }
let people = 0

const noonOn = (text: string) => `${text}T04:00:00Z`
const key = () => crypto.randomUUID()
beforeEach(() => platform.clock.set(noonOn(joiningDay)))

/** Somebody who has joined on the day of the clock. */
async function member(
  bornOn = '1990-03-07',
  changes: { actor?: Actor & { personId: bigint }; relation?: 'child' } = {},
) {
  people += 1
  const [personId] = await nextPersonIds(database, 1)
  const actor = changes.actor ?? ({ role: 'participant', personId: personId! } as const)
  if (!changes.actor) {
    const phone = `+86${13_700_000_000 + people}`
    for (const write of insertPhonePerson(platform, personId!, phone, platform.clock.now()))
      await write.execute(database)
  }
  const number = madeUpResidentId(bornOn, people)
  const person = { name: '张三', document: { kind: 'cn-resident-id', number } }
  const consents = {
    'health-data': { given: true, wordingVersion: 1 },
    publication: { given: true, wordingVersion: 1 },
  }
  const command = { planCode: testPlan.plan, person, consents, answers: { 'serious-illness': false } }
  const joining = { ...command, key: key(), actor, relation: changes.relation ?? ('self' as const) }
  const outcome = await joinPlan(platform, defaultJoining, joining)
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
  const participantId = BigInt(outcome.event.answer.participantId)
  const again = () => joinPlan(platform, defaultJoining, { ...joining, key: key() })
  return { participantId, actor, again }
}

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.accepted ? 'accepted' : outcome.refusal.code
}

async function membershipOf(participantId: bigint) {
  return (await loadParticipant(database, participantId))!.membership
}

async function changesOf(participantId: bigint): Promise<string[]> {
  const { rows } = await sql<{ change: string }>`
    select concat_ws(' ', change_no, kind, reason, effective_on) as change from membership_changes
    where participant_id = ${participantId} order by change_no`.execute(database)
  return rows.map((row) => row.change)
}

function bySystem(work: (unit: Unit) => Promise<Effects<string>['rows'] | { accepted: false }>) {
  const command = { key: key(), kind: 'test', actor: system, content: {} }
  return commit(platform, command, async (unit) => {
    const rows = await work(unit)
    return 'accepted' in rows ? (rows as never) : { answer: 'done', rows, events: [] }
  })
}

function endUnpaid(participantId: bigint, endedOn: string) {
  const members = sql`select ${participantId}::bigint as participant_id, ${endedOn}::date as ended_on`
  return bySystem(async (unit) => [endMemberships(members, 'unpaid', unit.now)])
}

describe('leaving', () => {
  test('one second before the publicity day is not counted on it, one second later it is', async () => {
    const [early, late] = [await member(), await member()]
    platform.clock.set('2026-07-06T15:59:59Z')
    expect(codeOf(await leavePlan(platform, { key: key(), ...early }))).toBe('accepted')
    platform.clock.set('2026-07-06T16:00:00Z')
    expect(codeOf(await leavePlan(platform, { key: key(), ...late }))).toBe('accepted')
    const { rows } = await sql<{ participant_id: bigint }>`
      select participant_id from participants p where ${inPlanAt(day('2026-07-07'))}
        and participant_id in (${early.participantId}, ${late.participantId})`.execute(database)
    expect(rows).toEqual([{ participant_id: late.participantId }])
    expect(await changesOf(early.participantId)).toEqual(['1 joined 2026-01-05', '2 ended left 2026-07-06'])
  })

  test('is for the person and the payer alone; a stranger learns nothing', async () => {
    const parent = await member()
    const child = await member('2020-01-01', { actor: parent.actor, relation: 'child' })
    const stranger = await member()
    const refused = await leavePlan(platform, { key: key(), actor: stranger.actor, participantId: child.participantId })
    const absent = await leavePlan(platform, { key: key(), actor: stranger.actor, participantId: 999_999_999n })
    expect(refused).toEqual(absent)
    expect(codeOf(refused)).toBe('not-your-participant')
    expect(
      codeOf(await leavePlan(platform, { key: key(), actor: parent.actor, participantId: child.participantId })),
    ).toBe('accepted')
    expect((await membershipOf(parent.participantId)).status).toBe('active')
  })

  test('20 times at once ends once', async () => {
    const { actor, participantId } = await member()
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => leavePlan(platform, { key: key(), actor, participantId })),
    )
    expect(outcomes.map(codeOf).filter((code) => code === 'accepted')).toHaveLength(1)
    expect(outcomes.map(codeOf).filter((code) => code === 'membership-already-ended')).toHaveLength(19)
    expect(await changesOf(participantId)).toHaveLength(2)
  })

  test('and joining again begins the waiting period anew', async () => {
    const { actor, again, participantId } = await member()
    platform.clock.set(noonOn('2026-03-01'))
    await leavePlan(platform, { key: key(), actor, participantId })
    const outcome = await again()
    expect(outcome.accepted && outcome.event.answer).toMatchObject({
      joinedOn: '2026-03-01',
      coveredFrom: '2026-05-30',
    })
    const shown = await listMemberships(platform, actor.personId)
    expect(
      shown.map(({ status, coveredFrom, coveredUntil, name }) => [name, status, coveredFrom, coveredUntil]),
    ).toEqual([
      ['张三', 'ended', '2026-04-05', '2050-03-06'],
      ['张三', 'waiting', '2026-05-30', '2050-03-06'],
    ])
    platform.clock.set(noonOn('2026-05-30'))
    const later = await listMemberships(platform, actor.personId)
    expect(later.map(({ status }) => status)).toEqual(['ended', 'covered'])
  })
})

describe('a death', () => {
  test('ends the membership on its day, once', async () => {
    const { participantId } = await member()
    platform.clock.set(noonOn('2026-06-10'))
    const record = (diedOn: string) =>
      recordDeath(platform, { key: key(), actor: operator, participantId, diedOn: day(diedOn) })
    expect(codeOf(await record('2026-06-11'))).toBe('death-in-future')
    expect(codeOf(await record('2026-06-01'))).toBe('accepted')
    expect(codeOf(await record('2026-06-01'))).toBe('membership-already-ended')
    expect(await membershipOf(participantId)).toMatchObject({ reason: 'died', endedOn: expect.anything() })
    expect(await changesOf(participantId)).toEqual(['1 joined 2026-01-05', '2 ended died 2026-06-01'])
  })

  test('of a participant who is not there is refused', async () => {
    const outcome = await recordDeath(platform, {
      key: key(),
      actor: operator,
      participantId: 0n,
      diedOn: day(joiningDay),
    })
    expect(codeOf(outcome)).toBe('participant-not-found')
  })
})

describe('consent', () => {
  test('is withdrawn one by one, kept with its history, and not twice', async () => {
    const { actor, participantId } = await member()
    const withdraw = () => withdrawConsent(platform, { key: key(), actor, participantId, consent: 'publication' })
    const codes = (await Promise.all([withdraw(), withdraw()])).map(codeOf)
    expect(codes.sort()).toEqual(['accepted', 'consent-not-given'])
    expect(await consentsOf(database, participantId)).toEqual({
      'health-data': { consentNo: 1, given: true, wordingVersion: 1 },
      publication: { consentNo: 2, given: false, wordingVersion: 1 },
    })
    const stranger = await member()
    const refused = { key: key(), actor: stranger.actor, participantId, consent: 'health-data' } as const
    expect(codeOf(await withdrawConsent(platform, refused))).toBe('not-your-participant')
  })
})

describe('ageing out', () => {
  test('ends on the day before the 60th birthday, set-based, and a second run does nothing', async () => {
    const [turning, younger, leapling] = [
      await member('1966-08-15'),
      await member('1966-08-16'),
      await member('1968-02-29'),
    ]
    platform.clock.set(noonOn('2026-08-14'))
    expect(await ageOut(platform, testPlan, day('2026-08-14'))).toBe(0)
    platform.clock.set(noonOn('2026-08-15'))
    expect(await ageOut(platform, testPlan, day('2026-08-15'))).toBe(1)
    expect(await ageOut(platform, testPlan, day('2026-08-15'))).toBe(1)
    expect(await membershipOf(turning.participantId)).toMatchObject({ status: 'ended', reason: 'aged-out' })
    expect(await changesOf(turning.participantId)).toEqual(['1 joined 2026-01-05', '2 ended aged-out 2026-08-14'])
    expect((await membershipOf(younger.participantId)).status).toBe('active')
    // Late by days: each ends on the day that the plan names.
    await ageOut(platform, testPlan, day('2028-03-20'))
    expect(await changesOf(younger.participantId)).toContain('2 ended aged-out 2026-08-15')
    expect(await changesOf(leapling.participantId)).toContain('2 ended aged-out 2028-02-28')
    const { rows } = await sql`
      select 1 from active_memberships join participants using (participant_id) where ended_on is not null`.execute(
      database,
    )
    expect(rows).toEqual([])
  })
})

describe('the end for unpaid shares', () => {
  test('and reinstatement keep the day of joining and leave the days between uncovered', async () => {
    const { actor, participantId } = await member()
    await endUnpaid(participantId, '2026-06-26')
    await endUnpaid(participantId, '2026-06-27')
    expect(await changesOf(participantId)).toEqual(['1 joined 2026-01-05', '2 ended unpaid 2026-06-26'])
    platform.clock.set(noonOn('2026-07-01'))
    const reinstate = (arrearsFen: bigint) =>
      bySystem((unit) => reinstateMembership(unit, testPlan, { participantId, arrearsFen }))
    expect(codeOf(await reinstate(1n))).toBe('arrears-unpaid')
    const codes = (await Promise.all([reinstate(0n), reinstate(0n)])).map(codeOf)
    expect(codes.sort()).toEqual(['accepted', 'membership-not-ended'])
    expect(await membershipOf(participantId)).toEqual({
      status: 'active',
      joinedOn: day(joiningDay),
      endedOn: null,
      lapses: [{ endedOn: day('2026-06-26'), resumedOn: day('2026-07-01') }],
    })
    const memberDays = ['2026-06-26', '2026-06-27', '2026-07-01', '2026-07-02']
    const answers = []
    for (const on of memberDays) answers.push(await hasMembership(database, actor.personId, testPlan.plan, day(on)))
    expect(answers).toEqual([true, false, false, true])
  })

  test('is not undone for one who joined anew', async () => {
    const { again, participantId } = await member()
    await endUnpaid(participantId, '2026-01-20')
    platform.clock.set(noonOn('2026-01-25'))
    expect(codeOf(await again())).toBe('accepted')
    const outcome = await bySystem((unit) => reinstateMembership(unit, testPlan, { participantId, arrearsFen: 0n }))
    expect(codeOf(outcome)).toBe('already-in-plan')
  })
})

test('a payout ends the membership, and is known of one who had left before', async () => {
  const [staying, leaving] = [await member(), await member()]
  platform.clock.set(noonOn('2026-06-01'))
  await leavePlan(platform, { key: key(), ...leaving })
  platform.clock.set(noonOn('2026-07-01'))
  for (const { participantId } of [staying, leaving]) {
    expect(codeOf(await bySystem((unit) => endAfterPayout(unit, testPlan, participantId)))).toBe('accepted')
  }
  expect(await changesOf(staying.participantId)).toContain('2 ended paid-out 2026-07-01')
  expect(await changesOf(leaving.participantId)).toEqual(['1 joined 2026-01-05', '2 ended left 2026-06-01'])
  expect(await wasPaidOut(database, staying.actor.personId, testPlan.plan)).toBe(true)
  expect(await wasPaidOut(database, leaving.actor.personId, testPlan.plan)).toBe(true)
  expect(await wasPaidOut(database, (await member()).actor.personId, testPlan.plan)).toBe(false)
})

test('SQL and core count the same people on every day of a membership with two lapses', async () => {
  const { participantId } = await member()
  for (const [ended, resumed] of [
    ['2026-02-10', '2026-02-12'],
    ['2026-03-01', '2026-03-02'],
  ] as const) {
    await endUnpaid(participantId, ended)
    platform.clock.set(noonOn(resumed))
    const outcome = await bySystem((unit) => reinstateMembership(unit, testPlan, { participantId, arrearsFen: 0n }))
    expect(codeOf(outcome)).toBe('accepted')
  }
  await endUnpaid(participantId, '2026-03-20')
  const membership = await membershipOf(participantId)
  const seen = new Set<string>()
  for (let on = day('2026-01-01'); on.toString() < '2026-04-01'; on = on.add({ days: 1 })) {
    const { rows } = await sql<{ counted: boolean; member: boolean }>`
      select ${inPlanAt(on)} as counted, ${memberOn(on)} as member from participants p
      where participant_id = ${participantId}`.execute(database)
    expect(rows[0], on.toString()).toEqual({ counted: inPlanOn(membership, on), member: wasMemberOn(membership, on) })
    seen.add(JSON.stringify(rows[0]))
  }
  expect(seen.size).toBe(3)
})

test('a membership change can be added and never rewritten', async () => {
  const { participantId } = await member()
  const edit = sql`update membership_changes set effective_on = '2020-01-01' where participant_id = ${participantId}`
  await expect(edit.execute(database)).rejects.toThrow('only added')
  const removal = sql`delete from consents where participant_id = ${participantId}`
  await expect(removal.execute(database)).rejects.toThrow('only added')
})

test('participants are counted by age and region, small groups in the total alone', async () => {
  platform.clock.set(noonOn('2026-09-01'))
  for (let index = 0; index < 10; index += 1) await member('2000-09-02')
  const on = dayOf(platform.clock.now(), testPlan.timeZone).add({ days: 1 })
  await sql`
    update participants set income_band = 'below-100000'
    where participant_id in (select participant_id from participants order by participant_id desc limit 10)`.execute(
    database,
  )
  await countParticipants(platform, testPlan.plan, on)
  const { byAge, byIncome, byRegion, day, total } = await participantFigures(database, testPlan.plan)
  expect(day).toBe(on.toString())
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from participants p where ${inPlanAt(on)}`.execute(database)
  expect(total).toBe(rows[0]!.count)
  expect(byRegion).toEqual([{ region: '11', count: total }])
  expect(byIncome).toContainEqual({ incomeBand: 'below-100000', count: 10 })
  for (const groups of [byAge, byIncome]) {
    expect(groups.every(({ count }) => count >= 10)).toBe(true)
    const hidden = total - groups.reduce((sum, { count }) => sum + count, 0)
    expect(hidden === 0 || hidden >= 10 || groups.length === 0).toBe(true)
  }
  // The same day again changes nothing; another day takes its place.
  await countParticipants(platform, testPlan.plan, on)
  const next = on.add({ days: 1 })
  await countParticipants(platform, testPlan.plan, next)
  expect((await participantFigures(database, testPlan.plan)).day).toBe(next.toString())
})
