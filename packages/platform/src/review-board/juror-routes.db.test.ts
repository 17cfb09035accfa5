import { type PlanVersion, type QuestionBank, readQuestionBank } from '@tongzhou/core'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { person } from '../../test/juror-people.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { system } from '../commit/commit.ts'
import { type App, buildApp } from '../http/app.ts'
import type { SignedIn } from '../identity/index.ts'
import { loadPlan } from '../plans/index.ts'
import { jurorsAsLogged } from './juror-checks.ts'
import { jurorRoutes } from './juror-routes.ts'
import { logSuspensions } from './suspend-juror.ts'

const platform = await testPlatform('2026-03-01')
const { database } = platform
const sessions: Record<string, SignedIn> = {}
const text = (word: string) => ({ en: `${word} in English`, zh: `${word}中文` })

const jurors = { minAgeYears: 18, minDaysInPlan: 30, examRequired: true, dishonestyBars: true, clause: '1' }
const vote = { quorumBallots: 3, upheldAtBasisPoints: 5000, openHours: 72, quizQuestions: 0, clause: '1' }
const plan: PlanVersion = {
  ...testPlan,
  plan: 'jury-plan',
  disputes: {
    withinDays: 30,
    mode: 'open',
    clause: '1',
    jurors,
    exam: { questions: 5, passMark: 4, pauseHours: 24, clause: '1' },
    vote,
  },
}
const freePlan: PlanVersion = {
  ...plan,
  plan: 'free-plan',
  disputes: { withinDays: 30, mode: 'open', clause: '1', jurors: { ...jurors, examRequired: false }, vote },
}
/** Votes, and says nothing about who may be a juror. */
const plainPlan: PlanVersion = {
  ...plan,
  plan: 'plain-plan',
  disputes: { withinDays: 30, mode: 'open', clause: '1', vote },
}
const bank: QuestionBank = {
  plan: plan.plan,
  questions: Array.from({ length: 12 }, (_, index) => ({
    code: `question-${index}`,
    clause: '1',
    question: text(`question ${index}`),
    answers: ['a', 'b', 'c', 'd'].map((word) => text(`${word}${index}`)),
    right: index % 4,
    explanation: text(`why ${index}`),
  })),
}
let app: App

beforeAll(async () => {
  for (const one of [testPlan, plan, freePlan, plainPlan]) {
    const outcome = await loadPlan(platform, { key: `load-${one.plan}`, actor: system, source: JSON.stringify(one) })
    if (!outcome.accepted) throw new Error(JSON.stringify(outcome.refusal))
  }
  expect(readQuestionBank(bank, plan).findings).toEqual([])
  const rules = {
    debtors: sql`select person_id from role_grants where role = 'finance'`,
    questionBanks: async (_: unknown, { plan: code }: PlanVersion) => (code === plan.plan ? bank : null),
  }
  app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000 },
    version: '0.0.0',
    resolveSession: async (request) => sessions[request.headers.authorization ?? ''] ?? null,
    routes: [jurorRoutes(rules)],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
})
afterAll(() => app.close())
beforeEach(() => platform.clock.set('2026-03-01T04:00:00Z'))

interface Caller {
  readonly personId: bigint
  readonly token: string
}

function signedIn(personId: bigint, roles: SignedIn['roles'] = ['participant']): Caller {
  const token = `session-${personId}`
  sessions[token] = { personId, roles }
  return { personId, token }
}

/** A member since 60 days ago. */
async function member(planCode = plan.plan, joined = '2025-12-31', bornOn = '1990-03-07'): Promise<Caller> {
  const now = platform.clock.now().toString()
  platform.clock.set(`${joined}T04:00:00Z`)
  const personId = await person(platform, { planCode, bornOn, answers: { 'serious-illness': false } })
  platform.clock.set(now)
  return signedIn(personId)
}

async function operator(): Promise<Caller> {
  return signedIn(await person(platform), ['participant', 'operator'])
}

async function call(
  { token }: { readonly token: string },
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  key: string = crypto.randomUUID(),
) {
  const headers = { authorization: token, 'idempotency-key': key }
  const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
  const body = answer.body === '' ? null : answer.json()
  return { status: answer.statusCode, body, seen: body?.code ?? answer.statusCode }
}

interface Shown {
  readonly attemptId: string
  readonly questions: readonly { readonly code: string; readonly answers: readonly { readonly en: string }[] }[]
}

/** Answers to a shown try of which the first `right` are right. */
function answersTo({ questions }: Shown, right: number) {
  return questions.map(({ answers, code }, index) => {
    const asked = bank.questions.find((one) => one.code === code)!
    const place = answers.findIndex(({ en }) => en === asked.answers[asked.right]!.en)
    return { code, answer: index < right ? place : (place + 1) % 4 }
  })
}

const begin = (who: Caller) => call(who, 'POST', `/plans/${plan.plan}/juror-exams`)
const record = async (who: Caller, planCode = plan.plan) => (await call(who, 'GET', `/plans/${planCode}/juror`)).body

async function hand(who: Caller, shown: Shown, right: number, key?: string) {
  return call(who, 'POST', `/juror-exams/${shown.attemptId}/answers`, { answers: answersTo(shown, right) }, key)
}

async function juror(): Promise<Caller & { readonly jurorId: bigint }> {
  const who = await member()
  const { body } = await begin(who)
  expect((await hand(who, body, 5)).body.passed).toBe(true)
  const { rows } = await sql<{ juror_id: bigint }>`
    select juror_id from jurors where person_id = ${who.personId}`.execute(database)
  return { ...who, jurorId: rows[0]!.juror_id }
}

async function jurorEntries(): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select kind || ' ' || (entry::jsonb -> 'facts' ->> 'reason') || ' ' || (entry::jsonb -> 'facts' ->> 'jurors') as line
    from journal_events where subject = ${`jurors/${plan.plan}`} order by event_no`.execute(database)
  return rows.map((row) => row.line)
}

const asLogged = () => jurorsAsLogged.run(platform, database, () => {})

describe('the examination', () => {
  test('shows questions without what is right, and the same ones until they are handed in', async () => {
    const who = await member()
    const first = await begin(who)
    expect([first.status, first.body.questions.length, first.body.passMark]).toEqual([201, 5, 4])
    expect(Object.keys(first.body.questions[0]).sort()).toEqual(['answers', 'clause', 'code', 'question'])
    platform.clock.advance({ hours: 30 })
    const again = await Promise.all(Array.from({ length: 10 }, () => begin(who)))
    for (const { body } of again) expect(body).toEqual(first.body)
    expect((await record(who)).exam).toEqual({ openAttemptId: first.body.attemptId, nextTryAt: null })
  })

  test('failed, it explains what was wrong and asks for the pause of the plan, to the second', async () => {
    const who = await member()
    const failed = await hand(who, (await begin(who)).body, 3)
    expect(failed.body).toMatchObject({ right: 3, passed: false, nextTryAt: '2026-03-02T04:00:00Z' })
    expect(failed.body.wrong).toHaveLength(2)
    expect(failed.body.wrong[0].explanation.zh).toMatch(/^why \d+中文$/)
    expect(await record(who)).toMatchObject({
      bars: ['not-a-juror'],
      juror: null,
      exam: { nextTryAt: failed.body.nextTryAt },
    })
    platform.clock.set('2026-03-02T03:59:59Z')
    expect((await begin(who)).seen).toBe('exam-pause')
    platform.clock.set('2026-03-02T04:00:00Z')
    const second = await begin(who)
    expect((await hand(who, second.body, 4)).body).toMatchObject({ right: 4, passed: true, nextTryAt: null })
    expect((await begin(who)).seen).toBe('already-juror')
  })

  test('passed, it makes a juror once, 20 times at once', async () => {
    const who = await member()
    const before = await jurorEntries()
    const { body } = await begin(who)
    const answers = await Promise.all(Array.from({ length: 20 }, () => hand(who, body, 5)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ seen }) => seen === 'exam-already-answered')).toHaveLength(19)
    expect((await jurorEntries()).slice(before.length)).toEqual(['juror-admitted passed 1'])
    const shown = await record(who)
    expect(shown).toMatchObject({ bars: [], juror: { status: 'active', weight: 4, passedOn: '2026-03-01' } })
    expect(Buffer.from(shown.juror.secret, 'base64')).toHaveLength(32)
  })

  test('a repeated request has one effect and the same answer', async () => {
    const who = await member()
    const { body } = await begin(who)
    const key = crypto.randomUUID()
    const [one, two] = [await hand(who, body, 5, key), await hand(who, body, 5, key)]
    expect(two).toEqual(one)
  })

  test('is nobody else’s, and takes no answers that do not fit', async () => {
    const [who, other] = [await member(), await member()]
    const { body } = await begin(who)
    expect((await hand(other, body, 5)).seen).toBe('exam-not-found')
    const unasked = bank.questions.find(({ code }) => !(body as Shown).questions.some((one) => one.code === code))!
    const url = `/juror-exams/${body.attemptId}/answers`
    expect((await call(who, 'POST', url, { answers: [{ code: unasked.code, answer: 0 }] })).seen).toBe(
      'exam-answers-do-not-fit',
    )
    expect((await call(who, 'POST', url, { answers: [{ code: unasked.code, answer: 4 }] })).status).toBe(400)
    expect((await hand(who, body, 5)).status).toBe(200)
  })

  test.each([
    ['29 days in the plan', () => member(plan.plan, '2026-01-31'), 'too-few-days-in-plan'],
    ['somebody who is in no plan', async () => signedIn(await person(platform)), 'not-in-plan'],
  ])('is not for %s', async (_, make, reason) => {
    const refused = await begin(await make())
    expect([refused.seen, refused.body.facts.reasons, refused.body.clause]).toEqual(['juror-barred', reason, '1'])
  })

  test('is not for who owes a share, and is refused when the debt comes between drawing and handing in', async () => {
    const who = await member()
    const { body } = await begin(who)
    const grant = (change: ReturnType<typeof sql>) => change.execute(database)
    await grant(sql`
      insert into role_grants (grant_id, person_id, role, granted_at)
      values (${crypto.randomUUID()}, ${who.personId}, 'finance', now())`)
    expect((await begin(who)).body).toMatchObject({ code: 'juror-barred', facts: { reasons: 'share-unpaid' } })
    expect((await hand(who, body, 5)).seen).toBe('juror-barred')
    await grant(sql`delete from role_grants where person_id = ${who.personId}`)
    expect((await hand(who, body, 5)).body.passed).toBe(true)
  })

  test('plans without jurors, without questions and without examination say so', async () => {
    const [of, free] = [await member(testPlan.plan), await member(freePlan.plan)]
    expect((await call(of, 'POST', `/plans/${testPlan.plan}/juror-exams`)).seen).toBe('no-review-board')
    expect((await call(free, 'POST', `/plans/${freePlan.plan}/juror-exams`)).seen).toBe('exam-not-required')
    expect((await call(free, 'POST', '/plans/no-plan/juror-exams')).seen).toBe('plan-unknown')
    expect((await call(await member(), 'POST', `/plans/${plan.plan}/jurors`)).seen).toBe('exam-required')
    const url = `/plans/${freePlan.plan}/jurors`
    const admitted = await Promise.all(Array.from({ length: 10 }, () => call(free, 'POST', url)))
    expect(admitted.map(({ seen }) => seen).sort()).toEqual([204, ...Array(9).fill('already-juror')])
    expect((await record(free, freePlan.plan)).bars).toEqual([])
  })

  test('where a plan only votes, every adult member may be a juror', async () => {
    const [adult, minor] = [await member(plainPlan.plan, '2026-02-28'), await member(plainPlan.plan, '2026-02-28')]
    await sql`update participants set birth_date = '2008-03-02' where person_id = ${minor.personId}`.execute(database)
    const url = `/plans/${plainPlan.plan}/jurors`
    expect((await call(adult, 'POST', url)).status).toBe(204)
    expect((await call(minor, 'POST', url)).body).toMatchObject({
      code: 'juror-barred',
      facts: { reasons: 'under-age' },
    })
  })

  test('the guide has every clause with its explanations, for anybody', async () => {
    const { body } = await call({ token: '' }, 'GET', `/plans/${plan.plan}/juror-guide`)
    expect(body).toMatchObject({ plan: plan.plan, version: 1, exam: { questions: 5, passMark: 4, pauseHours: 24 } })
    expect(body.clauses.map((one: { explanations: unknown[] }) => one.explanations.length)).toEqual([12])
    expect((await call({ token: '' }, 'GET', `/plans/${plan.plan}/juror`)).status).toBe(401)
  })
})

describe('being a juror', () => {
  const move = (who: Caller, verb: string) => call(who, 'POST', `/plans/${plan.plan}/juror/${verb}`)

  test('pause, resume, leave, and back by passing again, with the secret and the record of before', async () => {
    const who = await juror()
    const { secret } = (await record(who)).juror
    await sql`
      insert into juror_services values (${who.jurorId}, gen_random_uuid(), false, null, null, null, now())`.execute(
      database,
    )
    await sql`update jurors set weight = 3 where juror_id = ${who.jurorId}`.execute(database)
    const before = await jurorEntries()
    expect((await move(who, 'resume')).body).toMatchObject({ code: 'juror-not-in-status', status: 409 })
    expect((await move(who, 'pause')).body).toEqual({ plan: plan.plan, status: 'paused' })
    expect((await record(who)).bars).toEqual(['paused'])
    expect((await move(who, 'pause')).seen).toBe('juror-not-in-status')
    expect((await move(who, 'resume')).body.status).toBe('active')
    expect((await move(who, 'leave')).body.status).toBe('left')
    expect((await move(who, 'leave')).seen).toBe('juror-not-in-status')
    expect((await record(who)).bars).toEqual(['left'])
    expect((await hand(who, (await begin(who)).body, 5)).body.passed).toBe(true)
    expect(await record(who)).toMatchObject({
      bars: [],
      juror: { status: 'active', weight: 3, secret },
      services: { cases: 1, attended: 0, decided: 0, controls: 0, secondsSpent: 0 },
    })
    expect((await jurorEntries()).slice(before.length)).toEqual(['juror-ended left 1', 'juror-admitted passed 1'])
    expect((await move(await member(), 'pause')).seen).toBe('not-a-juror')
  })

  test('whoever left the plan and joined again passes again, and the log counts them once', async () => {
    const who = await juror()
    await sql`update participants set ended_on = '2026-03-01', ended_reason = 'left' where person_id = ${who.personId}`.execute(
      database,
    )
    platform.clock.set('2026-03-02T04:00:00Z')
    expect((await record(who)).bars).toEqual(['not-in-plan'])
    await sql`
      insert into participants (participant_id, person_id, payer_person_id, relation, plan_code, plan_version, joined_on,
        birth_date, change_count, recorded_at)
      select participant_id + 1000000, person_id, person_id, 'self', plan_code, 1, '2026-03-02', birth_date, 1, now()
      from participants where person_id = ${who.personId}`.execute(database)
    platform.clock.set('2026-04-02T04:00:00Z')
    expect((await record(who)).bars).toEqual(['not-a-juror'])
    const before = await jurorEntries()
    expect((await hand(who, (await begin(who)).body, 5)).body.passed).toBe(true)
    expect((await record(who)).bars).toEqual([])
    const after = (await jurorEntries()).slice(before.length)
    expect(after).toEqual(['juror-ended membership-ended 1', 'juror-admitted passed 1'])
    expect(await asLogged()).toBeNull()
  })

  test('affiliations are kept as keyed hashes that meet, and can be taken back', async () => {
    const [one, other] = [await member(), await member()]
    const state = (who: Caller, kind: string, names: string[]) =>
      call(who, 'POST', '/juror-affiliations', { kind, names })
    expect((await state(one, 'employer', ['ＡＢＣ 科技有限公司', 'Other Ltd'])).status).toBe(204)
    expect((await state(other, 'employer', ['abc科技有限公司'])).status).toBe(204)
    expect((await state(other, 'hospital', ['abc科技有限公司'])).status).toBe(204)
    expect((await state(one, 'household', ['……'])).body).toMatchObject({ code: 'affiliation-empty', field: 'names.0' })
    const { rows } = await sql<{ people: string[]; kept: string }>`
      select array_agg(person_id::text order by person_id) as people, encode(name_hash, 'escape') as kept
      from person_affiliations where person_id in (${one.personId}, ${other.personId}) group by kind, name_hash
      order by count(*) desc`.execute(database)
    expect(rows.map(({ people }) => people)[0]).toEqual([one.personId.toString(), other.personId.toString()])
    expect(rows).toHaveLength(3)
    expect(rows.some(({ kept }) => /abc|Other/.test(kept))).toBe(false)
    expect((await record(one)).affiliations).toEqual({ hospital: 0, employer: 2, household: 0 })
    await state(one, 'employer', [])
    expect((await record(one)).affiliations.employer).toBe(0)
  })
})

describe('suspension', () => {
  const suspend = (by: Caller, jurorId: bigint, reason = '在讨论中泄露个人信息') =>
    call(by, 'POST', `/jurors/${jurorId}/suspend`, { reason })
  const appeal = (who: Caller, words = '我没有这样做') =>
    call(who, 'POST', `/plans/${plan.plan}/juror/appeal`, { text: words })
  const decide = (by: Caller, suspension: string, upheld: boolean) =>
    call(by, 'POST', `/juror-appeals/${suspension}/decision`, { upheld, text: '已复核' })

  test('by an operator, with a reason; the juror appeals once, another operator decides', async () => {
    const [first, second, who] = [await operator(), await operator(), await juror()]
    const before = await jurorEntries()
    expect((await suspend(first, who.jurorId, ' ')).seen).toBe('text-missing')
    expect((await suspend(who, who.jurorId)).status).toBe(403)
    expect((await appeal(who)).seen).toBe('juror-not-suspended')
    expect((await suspend(first, who.jurorId)).status).toBe(204)
    expect((await suspend(first, who.jurorId)).seen).toBe('juror-suspended')
    expect((await suspend(first, 999_999n)).seen).toBe('juror-not-found')
    const shown = await record(who)
    expect(shown).toMatchObject({
      bars: ['suspended'],
      suspension: { cause: 'operator', reason: '在讨论中泄露个人信息' },
    })
    for (const verb of ['leave', 'pause', 'resume'])
      expect((await call(who, 'POST', `/plans/${plan.plan}/juror/${verb}`)).seen).toBe('juror-suspended')
    expect((await begin(who)).seen).toBe('juror-suspended')

    const { suspensionId } = shown.suspension
    expect((await decide(second, suspensionId, true)).seen).toBe('appeal-not-found')
    expect((await appeal(who, '  ')).seen).toBe('text-missing')
    expect((await appeal(who)).status).toBe(204)
    expect((await appeal(who)).seen).toBe('appeal-already-made')
    const listed = (await call(second, 'GET', '/juror-appeals')).body
    const mine = listed.find(
      (one: { suspension: { suspensionId: string } }) => one.suspension.suspensionId === suspensionId,
    )
    expect(mine).toMatchObject({ suspension: { appeal: '我没有这样做' }, services: { cases: 0 } })
    expect((await decide(first, suspensionId, true)).seen).toBe('same-person-twice')
    expect((await decide(second, suspensionId, true)).status).toBe(204)
    expect((await decide(second, suspensionId, false)).seen).toBe('appeal-already-decided')
    expect(await record(who)).toMatchObject({ bars: [], juror: { status: 'active', weight: 4 }, suspension: null })
    const { rows } = await sql<{ counted_after: Temporal.Instant }>`
      select counted_after from jurors where juror_id = ${who.jurorId}`.execute(database)
    expect(rows[0]!.counted_after.toString()).toBe('2026-03-01T04:00:00Z')
    const entries = (await jurorEntries()).slice(before.length)
    expect(entries).toEqual(['juror-ended suspended-by-operator 1', 'juror-admitted appeal-upheld 1'])
    expect(await asLogged()).toBeNull()
  })

  test('an operator who knows the person finds the number to suspend by, and nothing of the record; the look is recorded', async () => {
    const [first, who, nobody] = [await operator(), await juror(), await person(platform)]
    const path = `/people/${who.personId}/jurors`
    const found = { jurorId: who.jurorId.toString(), plan: plan.plan, status: 'active' }
    expect((await call(first, 'GET', path)).body).toEqual([found])
    expect((await call(who, 'GET', path)).status).toBe(403)
    const auditor = signedIn(await person(platform), ['auditor'])
    expect((await call(auditor, 'GET', path)).status).toBe(403)
    expect((await call(first, 'GET', `/people/${nobody}/jurors`)).body).toEqual([])
    expect((await call(first, 'GET', '/people/999999999/jurors')).seen).toBe('person-unknown')
    await suspend(first, who.jurorId)
    expect((await call(first, 'GET', path)).body).toEqual([{ ...found, status: 'suspended' }])
    const { rows } = await sql<{ about: string[] }>`
      select about from office_acts where kind = 'look-at-juror' and person_id = ${first.personId} order by act_no`.execute(
      database,
    )
    expect(rows).toHaveLength(3)
    expect(rows[0]!.about).toContain(`person/${who.personId}`)
  })

  test('turned down, it stays; nobody decides on their own', async () => {
    const [first, who] = [await operator(), await juror()]
    signedIn(who.personId, ['participant', 'operator'])
    expect((await suspend(who, who.jurorId)).seen).toBe('conflict-of-interest')
    await suspend(first, who.jurorId)
    await appeal(who)
    const { suspensionId } = (await record(who)).suspension
    expect((await decide(who, suspensionId, true)).seen).toBe('conflict-of-interest')
    expect((await decide(await operator(), suspensionId, false)).status).toBe(204)
    expect(await record(who)).toMatchObject({
      bars: ['suspended'],
      suspension: { upheld: false, decision: '已复核' },
    })
  })

  test('reasons and appeals stand sealed in the database', async () => {
    const { rows } = await sql<{ all: string }>`
      select string_agg(concat(encode(sealed_reason, 'hex'), encode(sealed_appeal, 'hex'), encode(sealed_decision, 'hex')), '')
        as all from juror_suspensions`.execute(database)
    expect(rows[0]!.all.length).toBeGreaterThan(100)
    for (const words of ['在讨论中泄露个人信息', '我没有这样做', '已复核'])
      expect(rows[0]!.all).not.toContain(Buffer.from(words).toString('hex'))
  })

  test('by record, it is logged by the daily work, once', async () => {
    const who = await juror()
    await sql`update jurors set status = 'suspended' where juror_id = ${who.jurorId}`.execute(database)
    await sql`
      insert into juror_suspensions (juror_id, cause, status_before, suspended_at)
      values (${who.jurorId}, 'record', 'active', now())`.execute(database)
    expect(await asLogged()).toBeNull()
    const logged = await Promise.all(Array.from({ length: 8 }, () => logSuspensions(platform)))
    expect(logged.reduce((sum, one) => sum + one)).toBe(1)
    expect((await jurorEntries()).at(-1)).toBe('juror-ended suspended-by-record 1')
    expect(await logSuspensions(platform)).toBe(0)
    expect(await asLogged()).toBeNull()
  })

  test('a juror put in or taken out beside the log is found', async () => {
    const [who] = [await juror()]
    await sql`update jurors set status = 'left' where juror_id = ${who.jurorId}`.execute(database)
    expect(await asLogged()).toMatchObject({ problem: 'removed', record: `jurors of plan ${plan.plan}` })
    await sql`update jurors set status = 'active' where juror_id = ${who.jurorId}`.execute(database)
    await sql`
      insert into jurors (person_id, plan_code, participant_id, secret, status, status_since, passed_on)
      values (123456, 'fake-plan', 1, ${Buffer.alloc(32)}, 'active', now(), '2026-01-01')`.execute(database)
    expect(await asLogged()).toMatchObject({ problem: 'added', record: 'jurors of plan fake-plan' })
  })
})
