import { commitmentTo } from '@tongzhou/core'
import { type RawBuilder, sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { turnTriggersOff } from '../../test/database.ts'
import { madeUpResidentId } from '../../test/made-up-people.ts'
import { loadTestPlan, testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { commit, system } from '../commit/commit.ts'
import { insertPeople, nextPersonIds } from '../identity/index.ts'
import { membershipCheck } from './check-memberships.ts'
import { endMemberships } from './end-memberships.ts'
import { insertParticipants } from './insert-participants.ts'
import { recordRoll, rollSource } from './record-roll.ts'
import { recordedAt } from './recorded-at.ts'
import { nextParticipantIds } from './store.ts'

const platform = await testPlatform('2026-01-05')
const { database } = platform
await loadTestPlan(platform)
const day = Temporal.PlainDate.from

/** Somebody who joins at the moment of the clock. */
async function member(sequence: number): Promise<bigint> {
  const now = platform.clock.now()
  const [personId] = await nextPersonIds(database, 1)
  const [participantId] = await nextParticipantIds(database, 1)
  const number = madeUpResidentId('1990-03-07', sequence)
  const identity = { kind: 'cn-resident-id', number, bornOn: day('1990-03-07'), sex: 'male', region: '11' } as const
  const person = { personId: personId!, name: '张三', identity, documentHash: new Uint8Array(32).fill(sequence) }
  const joiner = {
    participantId: participantId!,
    personId: personId!,
    payerPersonId: personId!,
    relation: 'self',
    joinedOn: day('2026-01-05'),
    birthDate: identity.bornOn,
    sex: identity.sex,
    region: identity.region,
    wordingVersions: { 'health-data': 1, publication: 1 },
    sealedAnswers: new Uint8Array(1),
  } as const
  const rows = [
    ...insertPeople(platform, [{ ...person, subjectKey: platform.vault.newSubjectKey(), phoneNumber: null }], now),
  ]
  const command = { key: crypto.randomUUID(), kind: 'test', actor: system, content: {} }
  await commit(platform, command, async (unit) => {
    const joined = insertParticipants(testPlan, [joiner], await recordedAt(unit, testPlan.plan))
    return { answer: null, rows: [...rows, ...joined], events: [] }
  })
  return participantId!
}

async function end(participantId: bigint, endedOn: string): Promise<void> {
  const members = sql`select ${participantId}::bigint as participant_id, ${endedOn}::date as ended_on`
  const command = { key: crypto.randomUUID(), kind: 'test', actor: system, content: {} }
  await commit(platform, command, async (unit) => ({
    answer: null,
    rows: [endMemberships(members, 'left', await recordedAt(unit, testPlan.plan))],
    events: [],
  }))
}

/** The entry of the roll of a day, and whether the changes behind it are still what it committed to. */
async function rollOf(on: string) {
  const { rows } = await sql<{ event_id: string; entry: string; salt: Buffer }>`
    select e.event_id, e.entry, s.salt from membership_rolls r join journal_events e using (event_id)
    join journal_salts s using (event_id) where r.day = ${on}::date`.execute(database)
  const { entry, event_id: eventId, salt } = rows[0]!
  const content = (await rollSource.contents(platform, database, [eventId])).get(eventId)!
  const { commitments, facts } = JSON.parse(entry)
  const sound = commitmentTo(salt, content.content as { digest: string }) === commitments.roll
  return { facts, sound, description: content.description }
}

/** Until somebody waits for a lock of this database. */
async function waitingLocks(): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from pg_locks join pg_database d on d.oid = database
      where not granted and locktype = 'advisory' and d.datname = current_database()`.execute(database)
    if (rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** An edit by hand of somebody who may switch the triggers off. */
async function edit(statement: RawBuilder<unknown>): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await turnTriggersOff(transaction)
    await statement.execute(transaction)
  })
}

const check = () => membershipCheck.run(platform, database, () => {})

describe('the roll of a day', () => {
  test('is recorded once, after the day, and takes up where the one before it ended', async () => {
    const [first, second] = [await member(1), await member(2)]
    platform.clock.set('2026-01-05T16:09:59Z')
    expect(await recordRoll(platform, testPlan, day('2026-01-05'))).toBe(false)
    platform.clock.set('2026-01-05T16:10:00Z')
    expect(await recordRoll(platform, testPlan, day('2026-01-05'))).toBe(true)
    expect(await recordRoll(platform, testPlan, day('2026-01-05'))).toBe(true)
    await end(second, '2026-01-06')
    platform.clock.set('2026-01-08T16:10:00Z')
    await member(3)
    await recordRoll(platform, testPlan, day('2026-01-08'))
    await recordRoll(platform, testPlan, day('2026-01-07'))
    expect((await rollOf('2026-01-05')).facts).toEqual({ day: '2026-01-05', joined: 2, ended: 0, reinstated: 0 })
    expect((await rollOf('2026-01-08')).facts).toEqual({ day: '2026-01-08', joined: 0, ended: 1, reinstated: 0 })
    const { rows } = await sql`select 1 from membership_rolls`.execute(database)
    expect(rows).toHaveLength(2)
    expect(await check()).toBeNull()
    expect(await rollSource.stray(database)).toBeNull()
    expect(first).toBeLessThan(second)
  })

  test('keeps what it committed to where a change that began before its end is written after it', async () => {
    platform.clock.set('2026-01-09T16:10:00Z')
    await recordRoll(platform, testPlan, day('2026-01-09'))
    // By the clock of a process that was held up, or is behind.
    platform.clock.set('2026-01-09T15:59:59Z')
    const id = await member(4)
    await end(id, '2026-01-09')
    expect(await rollOf('2026-01-09')).toMatchObject({ sound: true })
    platform.clock.set('2026-01-10T16:10:00Z')
    await recordRoll(platform, testPlan, day('2026-01-10'))
    expect(await rollOf('2026-01-10')).toMatchObject({ facts: { joined: 1, ended: 1 }, sound: true })
    expect(await rollOf('2026-01-09')).toMatchObject({ sound: true })
  })

  test('waits for a change that is being written', async () => {
    platform.clock.set('2026-01-11T15:59:00Z')
    const written = Promise.withResolvers<void>()
    const id = await member(5)
    const members = sql`select ${id}::bigint as participant_id, '2026-01-11'::date as ended_on`
    const command = { key: crypto.randomUUID(), kind: 'test', actor: system, content: {} }
    const begun = Promise.withResolvers<void>()
    const ending = commit(platform, command, async (unit) => {
      const at = await recordedAt(unit, testPlan.plan)
      begun.resolve()
      await written.promise
      return { answer: null, rows: [endMemberships(members, 'left', at)], events: [] }
    })
    await begun.promise
    platform.clock.set('2026-01-11T16:10:00Z')
    const roll = recordRoll(platform, testPlan, day('2026-01-11'))
    await waitingLocks()
    written.resolve()
    await Promise.all([ending, roll])
    expect(await rollOf('2026-01-11')).toMatchObject({ facts: { joined: 1, ended: 1 }, sound: true })
  })

  test('shows that a day of joining was put back by hand, in every table', async () => {
    const { rows } = await sql<{ participant_id: bigint }>`
      select min(participant_id) as participant_id from participants`.execute(database)
    const id = rows[0]!.participant_id
    expect(await rollOf('2026-01-05')).toMatchObject({ sound: true })
    await edit(sql`update participants set joined_on = '2025-10-01' where participant_id = ${id}`)
    await edit(
      sql`update membership_changes set effective_on = '2025-10-01' where participant_id = ${id} and change_no = 1`,
    )
    expect(await check()).toBeNull()
    expect(await rollOf('2026-01-05')).toMatchObject({
      sound: false,
      description: 'membership changes of test-plan recorded on 2026-01-05',
    })
    await edit(sql`update participants set joined_on = '2026-01-05' where participant_id = ${id}`)
    await edit(
      sql`update membership_changes set effective_on = '2026-01-05' where participant_id = ${id} and change_no = 1`,
    )
    expect(await rollOf('2026-01-05')).toMatchObject({ sound: true })
  })
})

describe('the check of memberships', () => {
  afterEach(async () => {
    expect(await check()).toBeNull()
  })

  const edits: [string, RawBuilder<unknown>, RawBuilder<unknown>, string][] = [
    [
      'a day of joining',
      sql`update participants set joined_on = '2025-10-01' where participant_id = 1`,
      sql`update participants set joined_on = '2026-01-05' where participant_id = 1`,
      'the day of joining is not that of the first change',
    ],
    [
      'a last day',
      sql`update participants set ended_on = '2026-01-07' where participant_id = 2`,
      sql`update participants set ended_on = '2026-01-06' where participant_id = 2`,
      'the end is not that of the last change',
    ],
    [
      'a change more',
      sql`insert into membership_changes values (1, 2, 'ended', '2026-01-06', 'left', now())`,
      sql`delete from membership_changes where participant_id = 1 and change_no = 2`,
      'a change was removed or added',
    ],
    [
      'a membership less',
      sql`delete from active_memberships where participant_id = 1`,
      sql`insert into active_memberships select person_id, plan_code, 1 from participants where participant_id = 1`,
      'the place among the active memberships is not that of the end',
    ],
    [
      'a lapse that never was',
      sql`insert into membership_lapses values (1, '2026-01-06', '2026-01-07')`,
      sql`delete from membership_lapses where participant_id = 1`,
      'the lapses are not those of the changes',
    ],
    [
      'a membership of nobody',
      sql`insert into active_memberships values (900, 'test-plan', 900)`,
      sql`delete from active_memberships where participant_id = 900`,
      'an active membership of nobody',
    ],
  ]
  test.each(edits)('finds %s', async (_, spoil, mend, detail) => {
    await edit(spoil)
    expect(await check()).toMatchObject({ problem: 'changed', detail })
    await edit(mend)
  })
})
