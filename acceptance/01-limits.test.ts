import { residentIdCheckCharacter } from '@tongzhou/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { pdfReport, photoWithPlace, pngSaying, zipFile } from '../packages/platform/src/evidence/sample-files.ts'
import { madeUpResidentId } from '../packages/platform/test/made-up-people.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { claimBody, joinBody, joined, type Member, type Office, openOffice } from './support/cases.ts'
import { type Answer, fingerprint, openWorld, type Sent, type Somebody } from './support/world.ts'

/** Decided right on both sides of each line, through HTTP; what is refused says why and changes nothing. */
const world = await openWorld('2020-01-02')
let office: Office

beforeAll(async () => {
  await loadTestPlan(world.platform)
  office = await openOffice(world)
})

/** Refused with this status and code, at this field, and nothing in the database is another than before. */
async function expectRefused(command: () => Promise<Answer>, status: number, code: string, field?: string) {
  const before = await fingerprint(world)
  const { body, status: answered } = await command()
  expect([answered, body.code, body.field]).toEqual([status, code, field])
  expect(body.title.length).toBeGreaterThan(10)
  expect(await fingerprint(world)).toBe(before)
}

const join = (who: Somebody, bornOn: string, changes: object = {}) =>
  world.call(who, 'POST', '/participants', joinBody(testPlan.plan, bornOn, changes))

describe('joining, on 2 January 2020', () => {
  const child = { relation: 'child' }
  test.each([
    ['59 full years, the day before the birthday', '1960-01-03', {}],
    ['30 days old', '2019-12-03', child],
  ])('%s: taken', async (_, bornOn, changes) => {
    const who = changes === child ? await joined(world, testPlan) : await world.signIn()
    expect((await join(who, bornOn, changes)).status).toBe(201)
  })
  test.each([
    ['60 years old today', '1960-01-02', {}, 'too-old'],
    ['29 days old', '2019-12-04', child, 'too-young'],
  ])('%s: refused', async (_, bornOn, changes, code) => {
    const who = changes === child ? await joined(world, testPlan) : await world.signIn()
    await expectRefused(() => join(who, bornOn, changes), 422, code, 'identity.number')
  })

  const number = madeUpResidentId('1988-08-08', 900)
  const wrongCheck = number.slice(0, 17) + (number.endsWith('1') ? '2' : '1')
  test.each([
    ['a wrong checksum', wrongCheck, 'id-number-checksum'],
    ['15 digits', '110105880808900', 'id-number-15-digits'],
    ['a day that is none', madeUpResidentId('1988-02-30', 900), 'id-number-date'],
    ['29 February of a common year', madeUpResidentId('1987-02-29', 900), 'id-number-date'],
  ])('an ID number with %s is refused', async (_, wrong, code) => {
    const who = await world.signIn()
    const identity = { kind: 'cn-resident-id', number: wrong }
    await expectRefused(() => join(who, '1988-08-08', { identity }), 422, code, 'identity.number')
  })

  test('a lower-case x is an X: one person, who can not join twice', async () => {
    const upper = numberWithX()
    const identity = (text: string) => ({ identity: { kind: 'cn-resident-id', number: text } })
    expect((await join(await world.signIn(), '1990-12-31', identity(upper.toLowerCase()))).status).toBe(201)
    const who = await world.signIn()
    await expectRefused(() => join(who, '1990-12-31', identity(upper)), 409, 'already-in-plan', 'identity')
  })

  test('20 people at the same moment with one ID number: one is in, the others are told', async () => {
    const body = joinBody(testPlan.plan)
    const people = await Promise.all(Array.from({ length: 20 }, () => world.signIn()))
    const answers = await Promise.all(people.map((who) => world.call(who, 'POST', '/participants', body)))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
    expect(new Set(answers.flatMap(({ body: { code } }) => code ?? []))).toEqual(new Set(['already-in-plan']))
  })
})

describe('filing, by days in Shanghai while the server counts in UTC', () => {
  let early: Member
  let late: Member
  const joinedOn11: Member[] = []
  const file = (member: Member, diagnosedOn: string, changes: object = {}) =>
    world.call(member, 'POST', '/claims', claimBody(member, diagnosedOn, changes))
  const lastReason = async (member: Member, { body }: Answer) =>
    (await world.call(member, 'GET', `/claims/${body.caseReference}`)).body.timeline.at(-1)

  beforeAll(async () => {
    expect(process.env.TZ ?? 'UTC').toBe('UTC')
    world.platform.clock.set('2020-01-02T15:55:00Z')
    early = await joined(world, testPlan)
    world.platform.clock.set('2020-01-02T16:05:00Z')
    late = await joined(world, testPlan)
    await world.at('2020-01-11')
    for (let count = 0; count < 8; count += 1) joinedOn11.push(await joined(world, testPlan))
  })

  test('joined at 23:55 and at 00:05: two days of joining', async () => {
    const days = async (who: Member) => (await world.call(who, 'GET', '/participants')).body[0]
    expect(await days(early)).toMatchObject({ joinedOn: '2020-01-02', coveredFrom: '2020-04-01' })
    expect(await days(late)).toMatchObject({ joinedOn: '2020-01-03', coveredFrom: '2020-04-02' })
  })

  test('at 15:55Z of the last waiting day the next day has not come; at 16:05Z it has, and is covered', async () => {
    world.platform.clock.set('2020-03-31T15:55:00Z')
    await expectRefused(() => file(early, '2020-04-01'), 422, 'diagnosis-in-future', 'diagnosedOn')
    world.platform.clock.set('2020-03-31T16:05:00Z')
    const covered = await file(early, '2020-04-01')
    expect([covered.status, covered.body.status]).toEqual([201, 'collecting-evidence'])
    const waiting = await file(late, '2020-04-01')
    expect([waiting.status, waiting.body.status]).toEqual([201, 'refused'])
    expect(await lastReason(late, waiting)).toMatchObject({
      reasonCode: 'in-waiting-period',
      clause: '1',
      text: '全部规则。',
    })
  })

  test.each([
    [90, 'refused'],
    [91, 'collecting-evidence'],
  ])('diagnosed on day %i of the membership: %s; the refused can dispute', async (day, status) => {
    await world.at('2020-04-10')
    // Somebody new each time: one open claim a person.
    const member = joinedOn11.pop()!
    const diagnosedOn = Temporal.PlainDate.from('2020-01-11').add({ days: day - 1 })
    const answer = await file(member, diagnosedOn.toString())
    expect(answer.body.status).toBe(status)
    if (status !== 'refused') return
    const dispute = await world.call(member, 'POST', `/claims/${answer.body.caseReference}/dispute`, {
      statement: '我认为应从投保日起算。',
    })
    expect(dispute.body.status).toBe('disputed')
  })

  test.each([
    [180, 'collecting-evidence', undefined],
    [181, 'refused', 'filed-too-late'],
  ])('diagnosed %i days ago: %s', async (days, status, code) => {
    await world.at('2021-01-10')
    const member = joinedOn11.pop()!
    const answer = await file(member, Temporal.PlainDate.from('2021-01-10').subtract({ days }).toString())
    expect(answer.body.status).toBe(status)
    if (code) expect((await lastReason(member, answer)).reasonCode).toBe(code)
  })

  test('somebody else files nothing for me, and sees nothing of mine', async () => {
    const member = joinedOn11.pop()!
    const stranger = joinedOn11.pop()!
    const body = claimBody(member, '2021-01-01')
    await expectRefused(() => world.call(stranger, 'POST', '/claims', body), 403, 'not-your-participant')
    const { body: filed } = await file(member, '2021-01-01')
    const look = () => world.call(stranger, 'GET', `/claims/${filed.caseReference}`)
    await expectRefused(look, 404, 'claim-not-found')
    const take = () => world.call(stranger, 'POST', `/claims/${filed.caseReference}/withdraw`)
    expect([403, 404]).toContain((await take()).status)
  })
})

describe('deciding', () => {
  test('the brother of the claimant decides nothing once the kinship is known, by family or by his own word', async () => {
    const brother = await world.signIn('participant', 'reviewer')
    const own = await join(brother, '1980-01-01')
    expect(own.status).toBe(201)
    const sister = await join(brother, '1990-02-02', { relation: 'other-family' })
    expect(sister.status).toBe(201)
    await world.at('2021-06-10')
    const member = { ...brother, participantId: sister.body.participantId }
    const { body } = await world.call(brother, 'POST', '/claims', claimBody(member, '2021-06-01'))
    const path = `/claims/${body.caseReference}`
    await world.upload(brother, `${path}/evidence`, { name: 'a.pdf', type: 'application/pdf', bytes: pdfReport(1) })
    expect((await world.call(brother, 'POST', `${path}/submit`)).body.status).toBe('desk-review')
    const refusal = { code: 'forged-evidence', clause: '1', text: '伪造。' }
    for (const [verb, content] of [
      ['refuse', refusal],
      ['desk-review', { checklist: [{ code: 'identity', satisfied: true, note: '' }], note: '' }],
      ['request-evidence', { question: '?' }],
    ] as const) {
      await expectRefused(() => world.call(brother, 'POST', `${path}/${verb}`, content), 403, 'conflict-of-interest')
    }
    const cousin = office.reviewer
    expect((await world.call(cousin, 'POST', `${path}/conflict`)).status).toBe(204)
    await expectRefused(() => world.call(cousin, 'POST', `${path}/refuse`, refusal), 403, 'conflict-of-interest')
    expect((await world.call(office.second, 'POST', `${path}/refuse`, refusal)).status).toBe(200)
  })
})

describe('papers', () => {
  let member: Member
  let path: string
  beforeAll(async () => {
    member = await joined(world, testPlan)
    await world.at('2021-12-10')
    const { body } = await world.call(member, 'POST', '/claims', claimBody(member, '2021-12-01'))
    path = `/claims/${body.caseReference}/evidence`
  })

  test.each<[string, string, string, () => Promise<Uint8Array> | Uint8Array, string]>([
    ['a picture named .pdf', 'report.pdf', 'application/pdf', () => photoWithPlace('png'), 'file-content-mismatch'],
    ['an archive named .jpg', 'scan.jpg', 'image/jpeg', zipFile, 'file-content-mismatch'],
    ['nothing at all', 'scan.jpg', 'image/jpeg', () => new Uint8Array(), 'file-empty'],
    [
      'a bomb of 30,000 x 30,000 pixels',
      'scan.png',
      'image/png',
      () => pngSaying(30_000, 30_000),
      'image-too-many-pixels',
    ],
    [
      'half a picture',
      'scan.jpg',
      'image/jpeg',
      async () => (await photoWithPlace('jpeg')).subarray(0, 900),
      'file-damaged',
    ],
  ])('%s is refused and leaves nothing behind', async (_, name, type, bytes, code) => {
    const file: Sent = { name, type, bytes: await bytes() }
    const before = await fingerprint(world)
    const { body } = await world.upload(member, path, file)
    expect([body.code, body.field]).toEqual([code, 'file'])
    expect(body.status).toBeGreaterThanOrEqual(400)
    expect(await fingerprint(world)).toBe(before)
  })
})

describe('a birthday on 29 February', () => {
  test('makes 18 on 1 March of a common year', async () => {
    await world.at('2022-02-28')
    const who = await world.signIn()
    await expectRefused(() => join(who, '2004-02-29'), 422, 'payer-needed', 'relation')
    await world.at('2022-03-01')
    expect((await join(who, '2004-02-29')).status).toBe(201)
  })
  test('makes 60 on the day itself: there is one every fourth year', async () => {
    await world.at('2024-02-28')
    expect((await join(await world.signIn(), '1964-02-29')).status).toBe(201)
    await world.at('2024-02-29')
    const who = await world.signIn()
    await expectRefused(() => join(who, '1964-02-29'), 422, 'too-old', 'identity.number')
  })
})

describe('money', () => {
  test.each(['12.345', '0.001', '-1.00', '1e3', '１２.00', '1,000.00', ''])('%s yuan is no amount', async (amount) => {
    const path = `/finance/plans/${testPlan.plan}/fundings`
    const { code } = (await world.call(office.finance, 'POST', path, { amount })).body
    await expectRefused(() => world.call(office.finance, 'POST', path, { amount }), 422, code, 'amount')
    expect(code).toMatch(/^amount-/)
  })
  test('12.34 yuan are 1,234 fen', async () => {
    const path = `/finance/plans/${testPlan.plan}/fundings`
    const answer = await world.call(office.finance, 'POST', path, { amount: '12.34' })
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ amountFen: '1234' })])
  })
})

/** A number whose check character is X, of somebody born on one of many days. */
function numberWithX(): string {
  for (let sequence = 100; ; sequence += 1) {
    const digits = `11010519901231${sequence}`
    if (residentIdCheckCharacter(digits) === 'X') return `${digits}X`
  }
}
