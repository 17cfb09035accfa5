import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { madeUpResidentId } from '../packages/platform/test/made-up-people.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { claimBody, joined, type Member } from './support/cases.ts'
import { openWorld, type Somebody } from './support/world.ts'

/** What officers see of people and correct, and the trail that it leaves. */
const world = await openWorld('2020-06-15')
const { platform } = world
let operator: Somebody
let auditor: Somebody
let member: Member
let reference: string

beforeAll(async () => {
  await loadTestPlan(platform)
  operator = await world.signIn('participant', 'operator')
  auditor = await world.signIn('participant', 'auditor')
  const identity = { kind: 'cn-resident-id', number: madeUpResidentId('1970-05-05', 11) }
  member = await joined(world, testPlan, '1970-05-05', { identity })
  await sql`update participants set joined_on = '2019-01-01' where participant_id = ${member.participantId}`.execute(
    platform.database,
  )
  reference = (await world.call(member, 'POST', '/claims', claimBody(member, '2020-06-01'))).body.caseReference
})

const find = (by: string, text: string) => world.call(auditor, 'POST', '/people/search', { by, text })
const correct = (field: string, value: string, who = operator, personId = member.personId) =>
  world.call(who, 'POST', `/people/${personId}/corrections`, { field, value, reason: '录入有误。' })
const look = async () => (await world.call(auditor, 'GET', `/people/${member.personId}`)).body
/** An answer, and a line of the trail: whoever guesses seeks in vain often. */
const nobody = { status: 200, body: { personId: null } }
const acts = async (query: string) => (await world.call(auditor, 'GET', `/office-acts?${query}`)).body.acts

describe('a person', () => {
  test('is found exactly, by number, case, phone or document, and by nothing like it', async () => {
    const found = { status: 200, body: { personId: String(member.personId) } }
    const { phoneNumber } = await look()
    expect(await find('participant', String(member.participantId))).toEqual(found)
    expect(await find('person', String(member.personId))).toEqual(found)
    expect(await find('case', reference.toLowerCase())).toEqual(found)
    expect(await find('phone', phoneNumber)).toEqual(found)
    expect(await find('document', madeUpResidentId('1970-05-05', 11))).toEqual(found)
    expect(await find('phone', '13999999999')).toEqual(nobody)
    expect((await find('phone', '1399')).body).toMatchObject({ code: 'phone-not-mobile', field: 'text' })
    expect(await find('participant', '张')).toEqual(nobody)
    expect((await find('name', '张')).body.code).toBe('request-invalid')
  })

  test('is shown with memberships, claims and bills, each look a line of the trail that repeats nothing of it', async () => {
    const { personId } = member
    expect(await look()).toMatchObject({
      birthDate: '1970-05-05',
      memberships: [{ plan: testPlan.plan }],
      corrections: [],
    })
    const claims = await world.call(auditor, 'GET', `/people/${personId}/claims`)
    expect(claims.body).toMatchObject([{ caseReference: reference }])
    expect((await world.call(auditor, 'GET', `/people/${personId}/charges`)).body).toEqual([
      { participantId: String(member.participantId), charges: [] },
    ])
    const kinds = (await acts(`about=${personId}&person=${auditor.personId}`)).map(({ kind }: { kind: string }) => kind)
    expect(kinds.slice(0, 3)).toEqual(['look-at-bills', 'look-at-claims', 'look-at-person'])
    expect(kinds.filter((kind: string) => kind === 'look-for-person')).toHaveLength(5)
    // Two more sought in vain.
    expect(await acts(`kind=look-for-person&person=${auditor.personId}`)).toHaveLength(7)
    const { phoneNumber } = await look()
    expect(JSON.stringify(await acts('limit=200'))).not.toContain(phoneNumber.slice(-8))
    expect((await world.call(auditor, 'GET', '/people/999')).body.code).toBe('person-unknown')
  })
})

describe('a correction', () => {
  test('of a name is kept with what stood there and why; the log tells that there was one', async () => {
    const { name } = await look()
    expect((await correct('name', ' 欧阳·娜娜 ')).body).toEqual({ field: 'name' })
    expect(await look()).toMatchObject({
      name: '欧阳·娜娜',
      corrections: [
        { field: 'name', before: name, after: '欧阳·娜娜', reason: '录入有误。', by: String(operator.personId) },
      ],
    })
    const { rows } = await sql<{ entry: string }>`
      select entry from journal_events where kind = 'personal-data-corrected'`.execute(platform.database)
    expect(JSON.parse(rows[0]!.entry)).toMatchObject({ role: 'operator', facts: { field: 'name' }, commitments: {} })
    expect(rows[0]!.entry).not.toContain('欧阳')
    const [act] = await acts('kind=correct-person')
    expect(act.about).toContain(`person/${member.personId}`)
  })

  test('of a phone number lets the person sign in with it, and nobody with the one before', async () => {
    const token = await world.signIn()
    const { phoneNumber } = (await world.call(auditor, 'GET', `/people/${token.personId}`)).body
    expect((await correct('phone', phoneNumber)).body.code).toBe('phone-in-use')
    expect((await correct('phone', '138 0000 0055')).status).toBe(200)
    expect((await find('phone', '13800000055')).body.personId).toBe(String(member.personId))
  })

  test('of a document keeps the day of birth; nobody corrects themselves, an officer’s phone, or another’s document', async () => {
    expect((await correct('document', madeUpResidentId('1970-05-06', 12))).body.code).toBe('birth-date-logged')
    expect((await correct('document', madeUpResidentId('1970-05-05', 13))).status).toBe(200)
    expect((await find('document', madeUpResidentId('1970-05-05', 13))).body.personId).toBe(String(member.personId))
    expect(await find('document', madeUpResidentId('1970-05-05', 11))).toEqual(nobody)
    const identity = { kind: 'cn-resident-id', number: madeUpResidentId('1970-05-05', 15) }
    await joined(world, testPlan, '1970-05-05', { identity })
    expect((await correct('document', identity.number)).body.code).toBe('identity-belongs-to-another')
    expect((await correct('document', '123')).body).toMatchObject({ code: 'id-number-length', field: 'value' })
    expect((await correct('name', '王', operator, operator.personId)).body.code).toBe('own-record')
    expect((await correct('name', '王', operator, auditor.personId)).body.code).toBe('nothing-to-correct')
    expect((await correct('name', '王', auditor)).body.code).toBe('not-allowed')
    const officer = await world.signIn()
    await world.call(operator, 'PUT', `/people/${officer.personId}/roles/finance`)
    expect((await correct('phone', '13800000066', operator, officer.personId)).body.code).toBe('officer-sign-in')
  })
})
