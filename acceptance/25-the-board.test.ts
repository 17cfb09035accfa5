import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { system } from '../packages/platform/src/commit/commit.ts'
import { loadPlan } from '../packages/platform/src/plans/index.ts'
import { openControl } from '../packages/platform/src/review-board/open-control.ts'
import { Board, madeKeepers, planWithBoard } from '../packages/platform/test/made-up-board.ts'
import { readyDispute } from '../packages/platform/test/made-up-disputes.ts'
import { addJurors } from '../packages/platform/test/made-up-jurors.ts'
import { addParticipants } from '../packages/platform/test/made-up-sharing.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { joined } from './support/cases.ts'
import { openWorld, type Somebody } from './support/world.ts'

/** The board as operators and auditors see it: in counts, and nobody in it is recognised. */
const world = await openWorld('2020-06-15')
const { database } = world.platform
const plan = { ...planWithBoard(), plan: 'board-plan' }
const board = new Board(world.platform, world.leafFile, await madeKeepers(['a.example']))
const control = {
  illness: 'stroke',
  mild: false,
  knownOutcome: 'do-not-pay',
  file: {
    summary: '一名成员的申请因等待期被拒绝。争议在于确诊日。',
    statements: { for: '确诊在等待期之后。', against: '病历上的确诊日在等待期内。' },
    clause: '1',
    pages: [],
    questions: [
      {
        question: '确诊日在何时？',
        answers: ['之后', '之内'],
        right: 1,
        passage: { side: 'against', text: '在等待期内' },
      },
    ],
  },
} as const
let operator: Somebody
let auditor: Somebody

beforeAll(async () => {
  await loadTestPlan(world.platform)
  const loaded = await loadPlan(world.platform, { key: 'board', actor: system, source: JSON.stringify(plan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  operator = await world.signIn('operator')
  auditor = await world.signIn('auditor')
  await addParticipants(database, plan, { first: 1_001n, count: 60, joinedOn: '2020-01-02' })
  await addJurors(database, { first: 1_021n, count: 40, planCode: plan.plan, passedOn: '2020-02-02' })
  await sql`update jurors set status = 'paused' where person_id in (1060, 1059)`.execute(database)
  // One has been in the plan for too few days.
  await sql`update participants set joined_on = '2020-06-01' where person_id = 1058`.execute(database)
})

const look = async (who = auditor, code = plan.plan) => world.call(who, 'GET', `/plans/${code}/board`)

describe('the board', () => {
  let dispute: string

  test('is shown by standing, and says who may serve today', async () => {
    const { body, status } = await look()
    expect(status).toBe(200)
    expect(body).toMatchObject({
      plan: plan.plan,
      jurors: { active: 38, paused: 2, left: 0, suspended: 0 },
      weights: [{ weight: 4, jurors: 38 }],
      exams: { passed: 0, failed: 0, open: 0 },
      services: { seats: 0, voted: 0, controls: 0, controlsRight: 0 },
      appealsWaiting: 0,
      disputes: [],
      panels: [],
    })
    expect((await look(operator)).body).toEqual(body)
    const serving = await world.call(auditor, 'GET', `/plans/${plan.plan}/board/serving`)
    expect(serving.body).toEqual({ mayServe: 37 })
  })

  test('names a dispute once the log tells of it, with its deadline', async () => {
    dispute = await readyDispute(board, plan, { caseReference: 'TEST-0001', participantId: 1_001n, on: '2020-06-10' })
    expect((await look()).body.disputes).toEqual([])
    await board.work()
    const answersDueAt = world.platform.clock.now().add({ hours: 24 }).toString()
    expect((await look()).body.disputes).toEqual([
      { reference: dispute, status: 'seating', mode: 'panel', dueAt: answersDueAt },
    ])
    await board.answer(dispute, (place) => place !== 1)
    await board.work()
    expect((await look()).body.disputes).toMatchObject([{ status: 'voting' }])
  })

  test('tells of a decided dispute who answered and voted, in numbers, and of a vote that runs nothing', async () => {
    const [first, second, ...rest] = await board.seated(dispute)
    for (const one of [first!, second!, rest[0]!])
      await board.vote(dispute, one.personId, { choice: 'pay', clause: '1' })
    expect((await look()).body).toMatchObject({ panels: [], services: { seats: 0 } })
    world.platform.clock.advance({ hours: 72 })
    await board.work()
    const { body } = await look()
    expect(body.disputes).toEqual([])
    expect(body.panels).toEqual([
      {
        reference: dispute,
        mode: 'panel',
        endedAt: expect.any(String),
        drawn: 7,
        accepted: 6,
        declined: 1,
        silent: 0,
        seated: 5,
        voted: 3,
      },
    ])
    expect(body.services).toEqual({ seats: 5, voted: 3, controls: 0, controlsRight: 0 })
    expect(body.weights).toEqual([
      { weight: 4, jurors: 36 },
      { weight: 3, jurors: 2 },
    ])
  })

  test('counts control cases after their verdict, and shows them as any other before it', async () => {
    const asked = {
      key: 'control',
      actor: { role: 'operator', personId: 900_003n },
      planCode: plan.plan,
      ...control,
    } as const
    const outcome = await openControl(world.platform, asked)
    if (!outcome.accepted) throw new Error(outcome.refusal.code)
    const reference = outcome.event.answer.dispute
    await board.work()
    const shown = (await look()).body.disputes[0]
    expect(Object.keys(shown).toSorted()).toEqual(['dueAt', 'mode', 'reference', 'status'])
    await board.answer(reference)
    await board.work()
    for (const [place, { personId }] of (await board.seated(reference)).entries()) {
      await board.vote(reference, personId, { choice: place === 0 ? 'pay' : 'do-not-pay', clause: '1' })
    }
    expect((await look()).body.services.controls).toBe(0)
    world.platform.clock.advance({ hours: 72 })
    await board.work()
    expect((await look()).body.services).toEqual({ seats: 10, voted: 8, controls: 5, controlsRight: 4 })
  })

  test('shows no pseudonym, person, lot reference, claim or vote', async () => {
    const text = JSON.stringify((await look()).body)
    const { rows } = await sql<{ secret: string }>`
      select pseudonym as secret from dispute_seats union select lot_reference from dispute_seats
      union select case_reference from claims`.execute(database)
    expect(rows.length).toBeGreaterThan(10)
    for (const { secret } of rows) expect(text).not.toContain(secret)
    expect(text).not.toMatch(/do-not-pay|withMajority|personId|jurorId|"opener"|control"/)
  })

  test('is for operators and auditors, of a plan that has one', async () => {
    for (const role of ['participant', 'reviewer', 'investigator', 'finance'] as const) {
      expect((await look(await world.signIn(role))).status).toBe(403)
    }
    expect((await world.call(null, 'GET', `/plans/${plan.plan}/board`)).status).toBe(401)
    expect((await look(auditor, 'no-plan')).body.code).toBe('plan-unknown')
    expect((await look(auditor, testPlan.plan)).body.code).toBe('no-review-board')
  })

  test('is suspended and judged by operators only; an auditor who tries changes nothing', async () => {
    const member = await joined(world, plan, '1985-05-05')
    await sql`update participants set joined_on = '2020-01-02' where participant_id = ${member.participantId}`.execute(
      database,
    )
    expect((await world.call(member, 'POST', `/plans/${plan.plan}/jurors`)).status).toBeLessThan(300)
    const { rows } = await sql<{ juror: string }>`
      select juror_id::text as juror from jurors where person_id = ${member.personId}`.execute(database)
    const path = `/jurors/${rows[0]!.juror}/suspend`
    expect((await world.call(auditor, 'POST', path, { reason: '在讨论中泄露他人信息。' })).status).toBe(403)
    expect((await world.call(operator, 'POST', path, { reason: ' ' })).body.code).toBe('text-missing')
    expect((await look()).body.jurors.suspended).toBe(0)
    expect((await world.call(operator, 'POST', path, { reason: '在讨论中泄露他人信息。' })).status).toBe(204)
    expect((await look()).body).toMatchObject({ jurors: { suspended: 1 }, appealsWaiting: 0 })
    expect(
      (await world.call(member, 'POST', `/plans/${plan.plan}/juror/appeal`, { text: '我没有这样做。' })).status,
    ).toBe(204)
    expect((await look()).body.appealsWaiting).toBe(1)
    expect((await world.call(auditor, 'GET', '/juror-appeals')).status).toBe(403)
  })
})
