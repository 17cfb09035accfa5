import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { Case, claimBody, joined, type Member, openOffice, workOn } from './support/cases.ts'
import { openWorld } from './support/world.ts'

/** What anybody may ask of a plan: who is in it, how its claims were decided, and every case. */
const world = await openWorld('2020-01-02')
const { database } = world.platform
const cases: Case[] = []

beforeAll(async () => {
  await loadTestPlan(world.platform)
  const office = await openOffice(world)
  const members: Member[] = []
  for (let count = 0; count < 14; count += 1) {
    members.push(await joined(world, testPlan, count < 3 ? '1970-05-05' : '1985-05-05'))
  }
  await workOn(world, '2020-01-03')
  await world.at('2020-06-01')
  for (const member of members.slice(0, 4)) {
    const { body } = await world.call(member, 'POST', '/claims', claimBody(member, '2020-05-30'))
    const one = new Case(world, office, member, body.caseReference, new Set())
    await one.addPaper()
    await one.submit()
    cases.push(one)
  }
  const [paid, late, refused, disputed] = cases as [Case, Case, Case, Case]
  await refused.refuse()
  await disputed.refuse()
  await disputed.dispute()
  await toApproval(paid)
  await workOn(world, '2020-06-07')
  await world.at('2020-06-08')
  await toApproval(late)
  for (const day of ['2020-06-14', '2020-06-21', '2020-06-22']) await workOn(world, day)
})

async function toApproval(one: Case): Promise<void> {
  await one.passDeskReview()
  await one.assign()
  await one.report()
  await one.approve()
}

const read = async (path: string) => {
  const answer = await world.app.inject({ url: `/plans/${testPlan.plan}/${path}` })
  return { body: answer.json(), kept: answer.headers['cache-control'] }
}

test('who is in the plan is counted once a day; nobody can reckon how many the few of one age are; who was paid out is out', async () => {
  const { body, kept } = await read('participant-counts')
  expect(body).toEqual({
    day: '2020-06-22',
    total: 13,
    byAge: [],
    byRegion: [{ region: '11', count: 13 }],
    byIncome: [],
  })
  expect(kept).toBe('public, max-age=300')
  // A request counts nothing itself.
  await sql`update participants set region = '12' where participant_id = 1`.execute(database)
  expect((await read('participant-counts')).body).toEqual(body)
})

test('decisions are added up between publicity days, without the day that is not over', async () => {
  const { body } = await read('decisions')
  const nothing = { filed: 0, approved: 0, refused: 0, disputed: 0, upheld: 0, rejected: 0 }
  expect(body.slice(0, 3)).toEqual([
    { ...nothing, period: null, fromDay: '2020-06-22', untilDay: null },
    { ...nothing, period: '2020-06-B', fromDay: '2020-06-08', untilDay: '2020-06-21', approved: 1 },
    {
      ...nothing,
      period: '2020-06-A',
      fromDay: body[2].fromDay,
      untilDay: '2020-06-07',
      filed: 4,
      approved: 1,
      refused: 2,
      disputed: 1,
    },
  ])
  expect((await read('decisions?limit=1&offset=1')).body).toEqual([body[1]])
})

test('every case that was public is in one list, newest first, in pages', async () => {
  const { body } = await read('cases')
  expect(
    body.map(({ caseReference, period }: { caseReference: string; period: string }) => [caseReference, period]),
  ).toEqual([
    [cases[1]!.reference, '2020-06-B'],
    [cases[0]!.reference, '2020-06-A'],
  ])
  expect(body[0]).toMatchObject({ ageBand: '50-59', region: '11', illness: 'stroke' })
  expect((await read('cases?limit=1&offset=1')).body).toEqual([body[1]])
  expect((await read(`cases?after=${cases[1]!.reference}`)).body).toEqual([body[1]])
  expect((await read(`cases?after=${cases[0]!.reference}`)).body).toEqual([])
  expect((await read('cases?after=0000-0000')).body).toEqual([])
  expect((await read('cases?limit=101')).body.code).toBe('request-invalid')
})
