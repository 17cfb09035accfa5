import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../packages/platform/src/cli/open-platform.ts'
import { verifyEverything } from '../packages/platform/src/cli/verify-everything.ts'
import { sequenceAll } from '../packages/platform/src/journal/index.ts'
import { wasPaidOut } from '../packages/platform/src/participants/index.ts'
import { openSettledPeriods } from '../packages/platform/src/payments/open-collection.ts'
import { settlePeriod } from '../packages/platform/test/made-up-period.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { Case, claimBody, joinBody, joined, type Member, type Office, openOffice } from './support/cases.ts'
import { fingerprint, openWorld, type Somebody } from './support/world.ts'

/** Everybody gets a copy of all that is held about them, and their data deleted, except for what the books and the log stand on. */
const world = await openWorld('2020-01-02')
const { platform } = world
const { database } = platform
let office: Office
/** All of them joined in time to claim in June. */
const members: Member[] = []

beforeAll(async () => {
  await loadTestPlan(platform)
  office = await openOffice(world)
  for (let count = 0; count < 5; count += 1) members.push(await joined(world, testPlan, '1985-05-05'))
  await world.at('2020-06-01')
})

const leave = (member: Member) => world.call(member, 'POST', `/participants/${member.participantId}/leave`)
const erase = (who: Somebody) => world.call(who, 'POST', '/me/data-deletion', { understood: true })
const code = async (who: Somebody) => (await erase(who)).body.code

async function fileClaim(member: Member): Promise<Case> {
  const { body } = await world.call(member, 'POST', '/claims', claimBody(member, '2020-05-30'))
  const one = new Case(world, office, member, body.caseReference, new Set())
  await one.addPaper()
  return one
}

async function isDestroyed(subject: string): Promise<boolean> {
  const { rows } = await sql<{ gone: boolean }>`
    select wrapped_key is null as gone from subject_keys where subject = ${subject}`.execute(database)
  return rows[0]!.gone
}

describe('a copy', () => {
  test('holds what each part knows of the person, opened, and nothing of others; three a day', async () => {
    const [member, other] = [members[0]!, members[1]!]
    const one = await fileClaim(member)
    await world.call(member, 'GET', `/claims/${one.reference}`)
    const copy = await world.call(member, 'POST', '/me/data-copies')
    expect(copy.status).toBe(200)
    const { sections } = copy.body
    expect(Object.keys(sections)).toEqual(['identity', 'memberships', 'claims', 'review-board', 'shares', 'payments'])
    const [identity] = sections.identity
    expect(identity).toMatchObject({ name: '古丽米热·艾比布力', birthDate: '1985-05-05', region: '11' })
    expect(identity.phoneNumber).toMatch(/^\+86137/)
    expect(identity.documents[0].number).toMatch(/^11010519850505/)
    expect(sections.memberships[0]).toMatchObject({
      covered: 'me',
      planCode: testPlan.plan,
      healthDeclaration: { answers: { 'serious-illness': false } },
      consents: [
        { kind: 'health-data', given: true },
        { kind: 'publication', given: true },
      ],
    })
    const [claim] = sections.claims
    expect(claim.caseReference).toBe(one.reference)
    expect(claim.steps[0]).toMatchObject({ kind: 'claim-filed', statement: { hospital: '第一人民医院' } })
    expect(claim.papers[0].name).toBe('病理报告(副本).pdf')
    expect(sections.payments[0].agreement.accountToken).toBe(`account-${member.personId}`)
    const text = JSON.stringify(copy.body)
    expect(text).not.toContain(`"${other.participantId}"`)

    for (const status of [200, 200, 429]) {
      expect((await world.call(member, 'POST', '/me/data-copies')).status).toBe(status)
    }
    await world.at('2020-06-02', '12:01')
    expect((await world.call(member, 'POST', '/me/data-copies')).status).toBe(200)
    // The same request again, whose answer was lost, takes no other one away.
    const again = crypto.randomUUID()
    for (const status of [200, 200, 200]) {
      expect((await world.call(member, 'POST', '/me/data-copies', undefined, again)).status).toBe(status)
    }
  })

  test('is for who is signed in', async () => {
    expect((await world.call(null, 'POST', '/me/data-copies')).status).toBe(401)
    expect((await world.call(null, 'POST', '/me/data-deletion', { understood: true })).status).toBe(401)
    expect((await world.call(members[1]!, 'POST', '/me/data-deletion', { understood: false })).status).toBe(400)
  })
})

describe('a deletion', () => {
  test('leaves no name, number or answer of the person; the log says that it happened, and stays whole', async () => {
    const member = members[3]!
    const one = await fileClaim(member)
    await one.withdraw()
    const { rows: claims } = await sql<{ claim_id: string }>`
      select claim_id from claims where case_reference = ${one.reference}`.execute(database)
    await leave(member)
    expect((await erase(member)).status).toBe(200)
    expect(await code(member)).toBe('data-erased-already')

    expect(await isDestroyed(`person:${member.personId}`)).toBe(true)
    expect(await isDestroyed(`claim:${claims[0]!.claim_id}`)).toBe(true)
    const { rows } = await sql`
      select * from people where person_id = ${member.personId} and num_nonnulls(sealed_name, birth_date, sex, region,
        phone_hash, sealed_phone) = 0`.execute(database)
    expect(rows).toHaveLength(1)
    for (const table of ['identity_documents', 'passkeys', 'messages', 'person_affiliations', 'message_settings']) {
      const left = await sql`select 1 from ${sql.table(table)} where person_id = ${member.personId}`.execute(database)
      expect([table, left.rows]).toEqual([table, []])
    }
    const participantId = BigInt(member.participantId)
    const declared = await sql`select 1 from health_declarations where participant_id = ${participantId}`.execute(
      database,
    )
    expect(declared.rows).toEqual([])
    const { body: me } = await world.call(member, 'GET', '/me')
    expect(me.name).toBeNull()
    expect((await world.call(member, 'GET', `/claims/${one.reference}`)).status).toBe(404)
    expect((await world.call(office.reviewer, 'GET', `/claims/${one.reference}`)).status).toBe(404)

    await sequenceAll(platform, world.leafFile)
    const event = await sql<{ entry: string }>`
      select entry from journal_events where kind = 'personal-data-erased' order by event_no desc limit 1`.execute(
      database,
    )
    expect(JSON.parse(event.rows[0]!.entry)).toMatchObject({ role: 'participant', plan: null, facts: { claims: 1 } })
    expect(event.rows[0]!.entry).not.toContain(`:${member.personId}`)
    const verdict = await verifyEverything({ ...platform, clock: systemClock }, world)
    expect(verdict.finding).toBeNull()
    expect(verdict.erased).toBeGreaterThan(0)
  })

  test('waits for the plan, the claim, the board, the office and the shares, and a refused one changes nothing', async () => {
    const member = members[2]!
    const before = await fingerprint(world)
    expect(await code(member)).toBe('still-in-a-plan')
    expect(await fingerprint(world)).toBe(before)

    const one = await fileClaim(member)
    await leave(member)
    expect(await code(member)).toBe('claim-still-open')
    await one.withdraw()

    await sql`
      insert into jurors (person_id, plan_code, participant_id, secret, status, status_since, passed_on)
      values (${member.personId}, ${testPlan.plan}, ${BigInt(member.participantId)}, ${Buffer.alloc(32, 1)}, 'paused',
        now(), '2020-05-01')`.execute(database)
    expect(await code(member)).toBe('still-a-juror')
    await sql`delete from jurors where person_id = ${member.personId}`.execute(database)

    expect(await code(await world.signIn('participant'))).toBeUndefined()
    const reviewer = await world.signIn('participant')
    await world.call(office.operator, 'PUT', `/people/${reviewer.personId}/roles/reviewer`)
    expect(await code(reviewer)).toBe('office-still-held')

    const shared = [{ participantId: BigInt(member.participantId), payerPersonId: member.personId }]
    const period = { periodId: 1n, plan: testPlan, sharingDay: '2020-05-28', shareFen: 300n, members: shared }
    await settlePeriod(platform, period)
    await openSettledPeriods(platform, testPlan.plan)
    expect(await code(member)).toBe('share-still-unpaid')
    const paid = await world.call(member, 'POST', '/arrears/payments', { participantId: member.participantId })
    expect(paid.body).toMatchObject({ amountFen: '300', collected: 1 })
    expect((await erase(member)).status).toBe(200)
  })

  test('does not give somebody who was paid out a second payout', async () => {
    const body = joinBody(testPlan.plan)
    const who = await world.signIn()
    const { body: first } = await world.call(who, 'POST', '/participants', body)
    await world.call(who, 'POST', `/participants/${first.participantId}/leave`)
    await sql`
      update participants set paid_out_on = '2020-06-02' where participant_id = ${BigInt(first.participantId)}`.execute(
      database,
    )
    expect((await erase(who)).status).toBe(200)
    const anew = await world.signIn()
    expect((await world.call(anew, 'POST', '/participants', body)).status).toBe(201)
    expect(await wasPaidOut(database, anew.personId, testPlan.plan)).toBe(true)
    expect(await wasPaidOut(database, anew.personId, 'another-plan')).toBe(false)
  })
})
