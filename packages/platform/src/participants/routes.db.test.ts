import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { madeUpResidentId } from '../../test/made-up-people.ts'
import { loadTestPlan, testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { type App, buildApp } from '../http/app.ts'
import { insertPhonePerson, nextPersonIds, type SignedIn } from '../identity/index.ts'
import { participantRoutes } from './routes.ts'

const platform = await testPlatform('2026-11-25')
const { database } = platform
const sessions: Record<string, SignedIn> = {}
let app: App
let people = 0

beforeAll(async () => {
  await loadTestPlan(platform)
  app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000 },
    version: '0.0.0',
    resolveSession: async (request) => sessions[request.headers.authorization ?? ''] ?? null,
    routes: [participantRoutes()],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
})
afterAll(() => app.close())

/** The token of somebody who has just signed in. */
async function signIn(roles: SignedIn['roles'] = ['participant']): Promise<string> {
  const [personId] = await nextPersonIds(database, 1)
  people += 1
  const phone = `+86${13_600_000_000 + people}`
  for (const write of insertPhonePerson(platform, personId!, phone, platform.clock.now())) await write.execute(database)
  const token = `session-${personId}`
  sessions[token] = { personId: personId!, roles }
  return token
}

async function call(
  token: string | null,
  method: 'GET' | 'POST',
  url: string,
  payload?: object,
  key: string = crypto.randomUUID(),
) {
  const headers = { ...(token === null ? {} : { authorization: token }), 'idempotency-key': key }
  const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) })
  return { status: answer.statusCode, body: answer.json() }
}

function joinBody(bornOn = '1990-03-07', changes: object = {}) {
  people += 1
  return {
    plan: testPlan.plan,
    name: '古丽米热•艾比布力',
    identity: { kind: 'cn-resident-id', number: madeUpResidentId(bornOn, people) },
    relation: 'self',
    consents: { 'health-data': { given: true, wordingVersion: 1 }, publication: { given: true, wordingVersion: 1 } },
    answers: { 'serious-illness': false },
    ...changes,
  }
}

describe('joining through HTTP', () => {
  test('answers with the days, lists the membership, and is one effect 20 times at once', async () => {
    const token = await signIn()
    const body = joinBody()
    const key = crypto.randomUUID()
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(token, 'POST', '/participants', body, key)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map((answer) => answer.body.participantId)).size).toBe(1)
    expect((await call(token, 'GET', '/participants')).body).toEqual([
      {
        participantId: answers[0]!.body.participantId,
        plan: testPlan.plan,
        name: '古丽米热·艾比布力',
        relation: 'self',
        payer: true,
        status: 'waiting',
        joinedOn: '2026-11-25',
        coveredFrom: '2027-02-23',
        coveredUntil: '2050-03-06',
        endedOn: null,
        endedReason: null,
      },
    ])
  })

  const parent = { relation: 'child', answers: { 'serious-illness': false } }
  test.each([
    ['59 years old', '1966-11-26', {}, 201, undefined],
    ['60 years old', '1966-11-25', {}, 422, 'too-old'],
    ['30 days old', '2026-10-26', parent, 201, undefined],
    ['29 days old', '2026-10-27', parent, 422, 'too-young'],
    ['17 years old, alone', '2008-11-26', {}, 422, 'payer-needed'],
    ['18 years old, alone', '2008-11-25', {}, 201, undefined],
  ])('%s: %s', async (_, bornOn, changes, status, code) => {
    const token = await signIn()
    if ('relation' in changes) await call(token, 'POST', '/participants', joinBody())
    const answer = await call(token, 'POST', '/participants', joinBody(bornOn, changes))
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  test.each([
    ['110105491231002', 'id-number-15-digits'],
    ['110105194912310021', 'id-number-checksum'],
    [madeUpResidentId('1990-02-30', 1), 'id-number-date'],
  ])('an ID number %s is %s, at its field and not repeated', async (number, code) => {
    const answer = await call(
      await signIn(),
      'POST',
      '/participants',
      joinBody(undefined, { identity: { kind: 'cn-resident-id', number } }),
    )
    expect([answer.status, answer.body.code, answer.body.field]).toEqual([422, code, 'identity.number'])
    expect(JSON.stringify(answer.body)).not.toContain(number)
  })

  test('a second time, by anybody, is one answer without a word about who is in the plan', async () => {
    const body = joinBody()
    expect((await call(await signIn(), 'POST', '/participants', body)).status).toBe(201)
    const second = await call(await signIn(), 'POST', '/participants', { ...body, name: '李四' })
    expect([second.status, second.body.code, second.body.facts]).toEqual([409, 'already-in-plan', undefined])
  })

  test('needs somebody signed in, a known plan and the form filled in', async () => {
    expect((await call(null, 'POST', '/participants', joinBody())).body.code).toBe('not-signed-in')
    const token = await signIn()
    const misspelt = await call(token, 'POST', '/participants', { ...joinBody(), nmae: 'x' })
    expect([misspelt.status, misspelt.body.field]).toEqual([400, 'nmae'])
    const unknown = await call(token, 'POST', '/participants', joinBody(undefined, { plan: 'no-such-plan' }))
    expect([unknown.status, unknown.body.code]).toEqual([404, 'plan-unknown'])
    const wording = {
      'health-data': { given: true, wordingVersion: 9 },
      publication: { given: true, wordingVersion: 1 },
    }
    const outdated = await call(token, 'POST', '/participants', joinBody(undefined, { consents: wording }))
    expect(outdated.body).toMatchObject({ code: 'consent-wording-outdated', facts: { currentVersion: 1 } })
  })
})

describe('leaving, withdrawing a consent and recording a death through HTTP', () => {
  test('are for those who may, once', async () => {
    const token = await signIn()
    const { participantId } = (await call(token, 'POST', '/participants', joinBody())).body
    const stranger = await signIn()
    expect((await call(stranger, 'POST', `/participants/${participantId}/leave`)).body.code).toBe(
      'not-your-participant',
    )
    const consent = { consent: 'publication' }
    const path = `/participants/${participantId}/withdraw-consent`
    expect((await call(token, 'POST', path, consent)).body).toEqual({ participantId, consent: 'publication' })
    expect((await call(token, 'POST', path, consent)).body.code).toBe('consent-not-given')
    expect((await call(token, 'POST', path, { consent: 'anything' })).body.code).toBe('request-invalid')
    const left = await call(token, 'POST', `/participants/${participantId}/leave`)
    expect([left.status, left.body]).toEqual([200, { participantId, endedOn: '2026-11-25' }])
    const again = await call(token, 'POST', `/participants/${participantId}/leave`)
    expect([again.status, again.body.code]).toEqual([409, 'membership-already-ended'])
  })

  test('a death is recorded by an operator alone', async () => {
    const token = await signIn()
    const { participantId } = (await call(token, 'POST', '/participants', joinBody())).body
    const path = `/participants/${participantId}/record-death`
    expect((await call(token, 'POST', path, { diedOn: '2026-11-25' })).body.code).toBe('not-allowed')
    const operator = await signIn(['participant', 'operator'])
    expect((await call(operator, 'POST', path, { diedOn: '2026-02-30' })).body).toMatchObject({
      code: 'day-malformed',
      field: 'diedOn',
    })
    expect((await call(operator, 'POST', path, { diedOn: '2026-11-26' })).body.code).toBe('death-in-future')
    expect((await call(operator, 'POST', path, { diedOn: '2026-11-25' })).status).toBe(200)
    expect(
      (await call(operator, 'POST', '/participants/999999999/record-death', { diedOn: '2026-11-25' })).status,
    ).toBe(404)
  })
})

test('anybody may see the wordings of the consents and the counts of a plan', async () => {
  const wordings = await call(null, 'GET', '/consent-wordings')
  expect(wordings.body.map(({ kind, version }: { kind: string; version: number }) => `${kind} ${version}`)).toEqual([
    'health-data 1',
    'publication 1',
  ])
  const counts = await call(null, 'GET', `/plans/${testPlan.plan}/participant-counts`)
  expect(counts.body).toEqual({ day: null, total: 0, byAge: [], byRegion: [], byIncome: [] })
  expect((await call(null, 'GET', '/plans/no-such-plan/participant-counts')).status).toBe(404)
})
