import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { system } from '../packages/platform/src/commit/commit.ts'
import { photoWithPlace } from '../packages/platform/src/evidence/sample-files.ts'
import { grantRole } from '../packages/platform/src/identity/index.ts'
import { loadPlan } from '../packages/platform/src/plans/index.ts'
import { testPlan } from '../packages/platform/test/plan.ts'
import { Case, claimBody, joined, type Office, openOffice } from './support/cases.ts'
import { openWorld, type Somebody } from './support/world.ts'

describe('the desk of reviewers and investigators', async () => {
  const world = await openWorld('2020-06-15')
  let office: Office
  let kase: Case
  let other: Case

  const get = async (who: Somebody, path: string) => (await world.call(who, 'GET', path)).body
  const queue = (query: string, who = office.reviewer) => get(who, `/review/queue?${query}`)
  const post = (who: Somebody, path: string, body?: object) =>
    world.call(who, 'POST', `/claims/${kase.reference}/${path}`, body)

  async function filed(): Promise<Case> {
    const member = await joined(world, testPlan)
    await world.at('2020-06-15')
    await sql`update participants set joined_on = '2019-01-01' where participant_id = ${member.participantId}`.execute(
      world.platform.database,
    )
    const answer = await world.call(member, 'POST', '/claims', claimBody(member, '2020-06-10'))
    const made = new Case(world, office, member, answer.body.caseReference, new Set())
    await made.addPaper()
    await made.submit()
    return made
  }

  beforeAll(async () => {
    await loadPlan(world.platform, { key: 'plan', actor: system, source: JSON.stringify(testPlan) })
    office = await openOffice(world)
    kase = await filed()
    other = await filed()
    const { personId } = office.investigator
    await grantRole(world.platform, { key: 'grant-investigator', actor: system, personId, role: 'investigator' })
  })

  test('cases wait in a queue with their counts, found by reference, plan, illness and region', async () => {
    expect(await queue('status=desk-review')).toMatchObject({ total: 2 })
    expect((await queue(`status=desk-review&search=${kase.reference.slice(0, 6).toLowerCase()}`)).cases).toMatchObject([
      { caseReference: kase.reference, holderPersonId: null, dueOn: null },
    ])
    expect(await queue('status=desk-review&plan=no-such-plan')).toEqual({ total: 0, cases: [] })
    expect(await queue('status=desk-review&illness=stroke&limit=1&offset=1')).toMatchObject({
      cases: [{ illness: 'stroke' }],
    })
    expect(await get(office.reviewer, '/review/counts')).toMatchObject([{ status: 'desk-review', cases: 2, mine: 0 }])
  })

  test('a case that somebody took is decided on by nobody else, until they give it back or two hours are over', async () => {
    expect((await post(office.reviewer, 'take')).status).toBe(200)
    const taken = { status: 409, body: { code: 'case-taken', facts: { person: String(office.reviewer.personId) } } }
    expect(await post(office.second, 'take')).toMatchObject(taken)
    expect(await post(office.second, 'request-evidence', { question: '请补充。' })).toMatchObject(taken)
    expect((await queue('status=desk-review&holder=mine')).total).toBe(1)
    expect((await queue('status=desk-review&holder=free')).total).toBe(1)
    expect((await queue('status=desk-review&holder=mine', office.second)).total).toBe(0)
    expect(await post(office.second, 'release')).toMatchObject({ status: 409, body: { code: 'case-not-taken' } })
    expect((await post(office.operator, 'release')).status).toBe(204)
    expect((await post(office.second, 'take')).status).toBe(200)
    world.platform.clock.advance({ minutes: 120 })
    expect((await post(office.reviewer, 'take')).status).toBe(200)
    expect((await post(office.reviewer, 'release')).status).toBe(204)
  })

  test('a desk shows the claimant in the plan, the papers and the checklist, to those who may see the case', async () => {
    const desk = await get(office.reviewer, `/claims/${kase.reference}/desk`)
    expect(desk).toMatchObject({
      taken: null,
      claimant: {
        name: '古丽米热·艾比布力',
        joinedOn: '2019-01-01',
        declaration: [{ code: 'serious-illness', answer: false }],
      },
      papers: [{ mediaType: 'application/pdf', pages: 1, addedBy: 'participant', looks: 0 }],
      checklist: [{ code: 'identity' }],
      answered: [],
    })
    // The same report was handed in for the other case.
    expect(desk.papers[0].alsoIn).toEqual([other.reference])
    expect((await world.call(office.investigator, 'GET', `/claims/${kase.reference}/desk`)).status).toBe(404)
    expect((await world.call(kase.member, 'GET', `/claims/${kase.reference}/desk`)).status).toBe(403)
  })

  test('pages are pictures, their text can be searched, and every look is there to be seen', async () => {
    const { papers } = await get(office.reviewer, `/claims/${kase.reference}/desk`)
    const paper = `/claims/${kase.reference}/evidence/${papers[0].evidenceId}`
    const page = await world.app.inject({ url: `${paper}/pages/1`, headers: { authorization: office.reviewer.token } })
    expect([page.statusCode, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      200,
      'image/jpeg',
      'no-store',
    ])
    expect(page.rawPayload.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
    expect(await world.call(office.reviewer, 'GET', `${paper}/pages/2`)).toMatchObject({
      status: 422,
      body: { code: 'redaction-page-unknown' },
    })
    expect((await get(office.reviewer, `${paper}/text`)).pages).toEqual(['Page 1'])
    const of = { personId: String(office.reviewer.personId), role: 'reviewer', shown: 'copy' }
    expect(await get(office.second, `/claims/${kase.reference}/looks`)).toMatchObject([of, of, of])
    expect(
      (await world.call(office.second, 'GET', `/claims/${other.reference}/evidence/${papers[0].evidenceId}/text`))
        .status,
    ).toBe(404)
  })

  test('a note at a place of a page is read by the others', async () => {
    const { papers } = await get(office.reviewer, `/claims/${kase.reference}/desk`)
    const path = `evidence/${papers[0].evidenceId}/notes`
    const note = { page: 1, x: 0.25, y: 0.5, text: '印章模糊。' }
    expect((await post(office.reviewer, path, note)).status).toBe(201)
    expect(await post(office.reviewer, path, { ...note, page: 2 })).toMatchObject({
      body: { code: 'evidence-not-found' },
    })
    expect(await post(office.reviewer, path, { ...note, text: ' ' })).toMatchObject({ body: { code: 'text-missing' } })
    expect((await post(office.reviewer, path, { ...note, x: 1.5 })).status).toBe(400)
    expect(await get(office.second, `/claims/${kase.reference}/notes`)).toMatchObject([note])
  })

  test('a field check goes by region and load; what is found is recorded by the one who has it', async () => {
    const { personId } = office.investigator
    const regions = `/review/investigators/${personId}/regions`
    expect((await world.call(office.operator, 'PUT', regions, { regions: ['11', '31'] })).status).toBe(204)
    expect(await world.call(office.operator, 'PUT', regions, { regions: ['99'] })).toMatchObject({
      body: { code: 'region-unknown' },
    })
    await post(office.reviewer, 'take')
    await kase.passDeskReview(true)
    // The case went on to somebody else: nobody has it any more.
    expect((await get(office.second, `/claims/${kase.reference}/desk`)).taken).toBeNull()
    await kase.assign()
    expect(await get(office.reviewer, '/review/investigator-loads')).toContainEqual({
      personId: String(personId),
      name: null,
      regions: ['11', '31'],
      open: 1,
    })
    expect(await get(office.investigator, '/investigations')).toMatchObject([{ caseReference: kase.reference }])
    const cost = { kind: 'cost', happenedOn: '2020-06-15', amountFen: '12050', text: '往返车票' }
    expect((await post(office.investigator, 'field-records', cost)).status).toBe(201)
    const visit = { kind: 'visit', happenedOn: '2020-06-14', text: '到医院病案室调阅病历。' }
    expect((await post(office.investigator, 'field-records', visit)).status).toBe(201)
    const refused = async (body: object) => (await post(office.investigator, 'field-records', body)).body.code
    expect(await refused({ ...visit, text: '' })).toBe('text-missing')
    expect(await refused({ ...visit, amountFen: '100' })).toBe('amount-not-positive')
    expect(await refused({ ...visit, happenedOn: '2020-06-16' })).toBe('field-work-in-future')
    const photo = { name: '门诊楼.jpg', type: 'image/jpeg', bytes: await photoWithPlace('jpeg') }
    const sent = await world.upload(office.investigator, `/claims/${kase.reference}/evidence`, photo)
    expect(sent.status).toBe(201)
    await kase.report()
    expect(await refused(visit)).toBe('claim-not-in-status')
    expect(await get(office.reviewer, `/claims/${kase.reference}/field-records`)).toMatchObject([
      cost,
      { ...visit, amountFen: null },
    ])
    expect((await get(office.reviewer, `/claims/${kase.reference}/desk`)).papers).toMatchObject([
      {},
      { addedBy: 'investigator' },
    ])
  })

  test('whoever proposed an approval does not take it for the second', async () => {
    await post(office.reviewer, 'take')
    expect((await post(office.second, 'approve', { clause: '1', text: '符合。' })).body.code).toBe('case-taken')
    await kase.approve()
    if ((await kase.view()).status !== 'second-approval') throw new Error('the plan asks for a second approval')
    expect(await post(office.reviewer, 'take')).toMatchObject({ body: { code: 'same-person-twice' } })
    expect((await post(office.second, 'take')).status).toBe(200)
    await kase.confirm()
    expect((await get(office.second, '/review/counts')).map((one: { status: string }) => one.status)).toContain(
      'approved',
    )
  })
})
