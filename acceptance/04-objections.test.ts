import { beforeAll, describe, expect, test } from 'vitest'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { Case, claimBody, joined, type Member, type Office, openOffice, workOn } from './support/cases.ts'
import { openWorld } from './support/world.ts'

/** What those who object see of a case, and of what became of their objection. */
describe('an objection', async () => {
  const world = await openWorld('2020-01-02')
  let office: Office
  let objector: Member
  let other: Member
  let one: Case

  beforeAll(async () => {
    await loadTestPlan(world.platform)
    office = await openOffice(world)
    objector = await joined(world, testPlan)
    other = await joined(world, testPlan)
    const member = await joined(world, testPlan, '1970-05-05')
    await world.at('2020-06-01')
    const filed = await world.call(member, 'POST', '/claims', claimBody(member, '2020-05-30'))
    one = new Case(world, office, member, filed.body.caseReference, new Set())
    await one.addPaper()
    await one.submit()
    await one.passDeskReview()
    await one.assign()
    await one.report()
    await one.approve()
  })

  const shown = () => world.call(null, 'GET', `/cases/${one.reference}`)
  const mine = async (who = objector) => (await world.call(who, 'GET', '/objections')).body

  test('is about a case that everybody sees from its publicity on, without identity', async () => {
    expect(await shown()).toMatchObject({ status: 404, body: { code: 'claim-not-found' } })
    await workOn(world, '2020-06-07')
    const { body, status } = await shown()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      caseReference: one.reference,
      plan: testPlan.plan,
      period: '2020-06-A',
      ageBand: '50-59',
    })
    expect(body.objectionsUntil).toBe('2020-06-13')
    expect(Object.keys(body)).not.toContain('planVersion')
  })

  test('is open, then turned down with an answer, and may be brought before the board by who raised it', async () => {
    await one.object(objector)
    await one.object(other)
    expect(await mine()).toMatchObject([
      { caseReference: one.reference, state: 'open', answer: '', reason: '入会前已患病。', mayDispute: false },
    ])
    const [{ objectionId }] = await mine()
    await one.answerObjection(false)
    expect(await mine()).toMatchObject([{ state: 'dismissed', answer: '已核。', mayDispute: true }])
    expect(await mine(other)).toMatchObject([{ state: 'open', mayDispute: false }])
    await one.disputeObjection(objector, objectionId)
    expect(await mine()).toMatchObject([{ state: 'before-board', mayDispute: false }])
    expect((await shown()).body).toMatchObject({ status: 'disputed', objectionsUntil: null })
  })

  test('is overruled where the board upholds the claim', async () => {
    await one.verdict(true)
    expect(await mine()).toMatchObject([{ state: 'overruled', mayDispute: false }])
  })

  test('has ended where the claimant takes the case back before an answer', async () => {
    await one.withdraw()
    expect(await mine(other)).toMatchObject([{ state: 'ended', mayDispute: false }])
    expect(await mine(one.member)).toEqual([])
  })
})
