import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPlan } from '../../../test/plan.ts'
import { testPlatform } from '../../../test/platform.ts'
import { system } from '../../commit/commit.ts'
import { type App, buildApp } from '../../http/app.ts'
import type { SignedIn } from '../../identity/index.ts'
import { loadPlan } from '../load-plan.ts'
import { planRoutes } from '../routes.ts'
import { mostDrafts } from './write-draft.ts'

const platform = await testPlatform('2026-03-10')
const sessions: Record<string, SignedIn> = {
  ann: { personId: 1n, roles: ['operator'] },
  ben: { personId: 2n, roles: ['operator'] },
  audit: { personId: 3n, roles: ['auditor'] },
}
let app: App

const careful = {
  ...testPlan,
  plan: 'careful-plan',
  changes: { noticeDays: 30, adoptedByAnother: true, clause: '1' },
}

beforeAll(async () => {
  for (const plan of [testPlan, careful]) {
    const loaded = await loadPlan(platform, { key: plan.plan, actor: system, source: JSON.stringify(plan) })
    if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  }
  app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000 },
    version: '0.0.0',
    resolveSession: async (request) => sessions[request.headers.authorization ?? ''] ?? null,
    routes: [planRoutes],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
})
afterAll(() => app.close())

type Method = 'GET' | 'POST' | 'PUT'

async function call(who: string, method: Method, url: string, payload?: object, key: string = crypto.randomUUID()) {
  const headers = { authorization: who, 'idempotency-key': key }
  const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}

async function begun(plan: string, who = 'ann'): Promise<string> {
  const { body, status } = await call(who, 'POST', '/plan-drafts', { plan })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return `/plan-drafts/${body.draft}`
}

const sourceOf = async (path: string) => (await call('ann', 'GET', path)).body.source as string
const longer = (source: string) => source.replace('"withinDays": 180', '"withinDays": 200')
const versionsOf = async (plan: string) => (await call('ann', 'GET', `/plans/${plan}/versions`)).body

/** Everything that a draft's commands could change. */
async function everything() {
  const { rows } = await sql<{ all: string }>`
    select md5(concat((select string_agg(d::text, '' order by draft_id) from plan_drafts d),
      (select count(*) from plan_versions), (select count(*) from journal_events), (select count(*) from commands))) as all`.execute(
    platform.database,
  )
  return rows[0]!.all
}

describe('a draft', () => {
  test('begins with the newest version, its next number and the first day that can be kept', async () => {
    const path = await begun('test-plan')
    const { body } = await call('audit', 'GET', path)
    expect(body).toMatchObject({ plan: 'test-plan', version: 2, firstDay: '2026-03-11', edition: 1, writtenBy: '1' })
    expect(body.refusal).toBeNull()
    expect(body.differences.map(({ term }: { term: string }) => term)).toEqual(['firstDay', 'version'])
    expect(body.source.split('\n').slice(0, 3)).toEqual(['{', '  "plan": "test-plan",', '  "version": 2,'])
    expect(JSON.parse(body.source)).toEqual({ ...testPlan, version: 2, firstDay: '2026-03-11' })
    const { body: other } = await call('ann', 'GET', await begun('careful-plan'))
    expect(other.firstDay).toBe('2026-04-09')
  })

  test('of a plan that is not there yet begins with a text', async () => {
    expect(await call('ann', 'POST', '/plan-drafts', { plan: 'no-plan' })).toMatchObject({
      status: 404,
      body: { code: 'plan-unknown' },
    })
    const source = JSON.stringify({ ...testPlan, plan: 'new-plan', firstDay: '2026-05-01' })
    const { body, status } = await call('ann', 'POST', '/plan-drafts', { plan: 'new-plan', source })
    expect(status).toBe(201)
    const adopted = { edition: 1, firstDay: '2026-05-01' }
    expect((await call('ann', 'POST', `/plan-drafts/${body.draft}/adopt`, adopted)).status).toBe(201)
    expect(await versionsOf('new-plan')).toMatchObject([{ version: 1 }])
  })

  test('is saved edition by edition; who read an older one changes nothing', async () => {
    const path = await begun('test-plan')
    const source = longer(await sourceOf(path))
    expect((await call('ann', 'PUT', path, { edition: 1, source })).body).toEqual({ edition: 2 })
    const before = await everything()
    const late = await call('ben', 'PUT', path, { edition: 1, source: source.replace('200', '300') })
    expect(late).toMatchObject({ status: 409, body: { code: 'draft-changed', facts: { edition: 2, read: 1 } } })
    expect(await everything()).toBe(before)
    const { body } = await call('ben', 'GET', path)
    expect(body).toMatchObject({ source, edition: 2, writtenBy: '1' })
    expect(body.differences).toContainEqual({
      change: 'changed',
      pointer: '/filing/withinDays',
      term: 'filing.withinDays',
      from: 180,
      to: 200,
    })
  })

  test('is begun once and saved once, also when it is sent again or 20 times at once', async () => {
    const count = async () => (await call('ann', 'GET', '/plan-drafts')).body.length
    const before = await count()
    const twenty = (send: () => ReturnType<typeof call>) => Promise.all(Array.from({ length: 20 }, send))
    const begin = await twenty(() => call('ann', 'POST', '/plan-drafts', { plan: 'test-plan' }, 'begin-once'))
    expect(new Set(begin.map(({ body }) => body.draft)).size).toBe(1)
    expect(await count()).toBe(before + 1)
    const path = `/plan-drafts/${begin[0]!.body.draft}`
    const source = longer(await sourceOf(path))
    const saved = await twenty(() => call('ann', 'PUT', path, { edition: 1, source }, 'save-once'))
    for (const answer of saved) expect(answer).toEqual({ status: 200, body: { edition: 2 } })
    const other = await call('ann', 'PUT', path, { edition: 2, source }, 'save-once')
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } })
  })

  test('of two who save at once one is told', async () => {
    const path = await begun('test-plan')
    const source = await sourceOf(path)
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        call('ann', 'PUT', path, { edition: 1, source: source.replace('180', String(190 + at)) }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(409)])
  })

  test.each([
    ['no JSON', (source: string) => source.replace('"plan"', 'plan'), { rule: 'not-json', line: 2 }],
    [
      'no shape',
      (source: string) => source.replace('"withinDays": 180', '"withinDays": "180"'),
      { rule: 'wrong-type' },
    ],
    [
      'a broken rule',
      (source: string) => source.replace('"fromAgeYears": 40', '"fromAgeYears": 42'),
      { rule: 'tier-gap' },
    ],
  ])('with %s is refused at its place, in both languages, and nothing is saved', async (_, change, facts) => {
    const path = await begun('test-plan')
    const source = change(await sourceOf(path))
    const before = await everything()
    const saved = await call('ann', 'PUT', path, { edition: 1, source })
    expect(saved).toMatchObject({ status: 422, body: { code: 'plan-invalid', facts } })
    const { body } = await call('ann', 'POST', '/plans/preview', { text: source })
    const [fault] = body.faults
    const line = source.split('\n')[fault.line - 1]!
    expect(line.slice(fault.column - 1).length).toBeGreaterThan(0)
    expect(fault.message.zh).toMatch(/\p{Script=Han}/u)
    expect(await everything()).toBe(before)
  })

  test('of one plan takes no text of another', async () => {
    const path = await begun('test-plan')
    const source = (await sourceOf(path)).replace('"test-plan"', '"other-plan"')
    const facts = { plan: 'other-plan', draftOf: 'test-plan' }
    const refused = { status: 422, body: { code: 'draft-of-another-plan', facts } }
    expect(await call('ann', 'PUT', path, { edition: 1, source })).toMatchObject(refused)
    expect(await call('ann', 'POST', '/plan-drafts', { plan: 'test-plan', source })).toMatchObject(refused)
  })

  test('is taken away, once', async () => {
    const path = await begun('test-plan')
    const discard = (key: string, edition = 1) => call('ann', 'POST', `${path}/discard`, { edition }, key)
    expect(await discard('discard-it', 2)).toMatchObject({ status: 409, body: { code: 'draft-changed' } })
    expect((await discard('discard-it')).status).toBe(204)
    expect((await discard('discard-it')).status).toBe(204)
    expect(await discard('discard-again')).toMatchObject({ status: 404, body: { code: 'draft-unknown' } })
    expect(await call('ann', 'GET', path)).toMatchObject({ status: 404, body: { code: 'draft-unknown' } })
  })

  test('auditors read and change nothing', async () => {
    const path = await begun('test-plan')
    expect((await call('audit', 'GET', '/plan-drafts')).status).toBe(200)
    const source = await sourceOf(path)
    const tried = [
      await call('audit', 'POST', '/plan-drafts', { plan: 'test-plan' }),
      await call('audit', 'PUT', path, { edition: 1, source }),
      await call('audit', 'POST', `${path}/discard`, { edition: 1 }),
      await call('audit', 'POST', `${path}/adopt`, { edition: 1, firstDay: '2026-03-11' }),
    ]
    expect(tried.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  })
})

describe('adopting a draft', () => {
  test('20 times at once makes one version with one event, and the draft is gone', async () => {
    const path = await begun('test-plan')
    await call('ann', 'PUT', path, { edition: 1, source: longer(await sourceOf(path)) })
    const adopt = () => call('ann', 'POST', `${path}/adopt`, { edition: 2, firstDay: '2026-03-11' }, 'adopt-it')
    const answers = await Promise.all(Array.from({ length: 20 }, adopt))
    expect(new Set(answers.map(({ body, status }) => JSON.stringify([status, body]))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 201, body: { version: 2, firstDay: '2026-03-11' } })
    const versions = await versionsOf('test-plan')
    expect(versions).toHaveLength(2)
    expect(versions[1]).toMatchObject({ eventId: answers[0]!.body.eventId })
    const { rows } = await sql<{ kind: string }>`
      select entry::jsonb ->> 'kind' as kind from journal_events where event_id = ${answers[0]!.body.eventId}`.execute(
      platform.database,
    )
    expect(rows).toEqual([{ kind: 'plan-version-loaded' }])
    expect((await call('ann', 'GET', path)).status).toBe(404)
    expect((await call('ann', 'GET', '/plans/test-plan/versions/2')).body.filing.withinDays).toBe(200)
  })

  test('wants the first day again, the edition that is there, and the days of notice', async () => {
    const path = await begun('careful-plan')
    const adopt = (firstDay: string, edition = 1) => call('ben', 'POST', `${path}/adopt`, { edition, firstDay })
    const before = await everything()
    expect(await adopt('2026-04-10')).toMatchObject({ status: 422, body: { code: 'first-day-differs' } })
    expect(await adopt('2026-04-09', 2)).toMatchObject({ status: 409, body: { code: 'draft-changed' } })
    platform.clock.advance({ hours: 24 })
    expect(await adopt('2026-04-09')).toMatchObject({ status: 422, body: { code: 'first-day-too-early' } })
    platform.clock.advance({ hours: -24 })
    expect(await everything()).toBe(before)
    expect(await versionsOf('careful-plan')).toHaveLength(1)
  })

  test('takes two people where the plan asks for it, also by the way of a file', async () => {
    const path = await begun('careful-plan')
    const adopt = (who: string) => call(who, 'POST', `${path}/adopt`, { edition: 1, firstDay: '2026-04-09' })
    expect((await call('ann', 'GET', path)).body.refusal).toMatchObject({ code: 'second-person-needed', clause: '1' })
    expect((await call('ben', 'GET', path)).body.refusal).toBeNull()
    const needed = { status: 409, body: { code: 'second-person-needed' } }
    expect(await adopt('ann')).toMatchObject(needed)
    const source = await sourceOf(path)
    expect(await call('ben', 'POST', '/plans', { text: source })).toMatchObject(needed)
    const terminal = { role: 'operator', personId: null } as const
    const loaded = await loadPlan(platform, { key: 'by-file', actor: terminal, source })
    expect(loaded).toMatchObject({ refusal: { code: 'second-person-needed' } })
    expect((await adopt('ben')).status).toBe(201)
    expect(await versionsOf('careful-plan')).toHaveLength(2)
  })
})

test('drafts have a limit', async () => {
  const { body } = await call('ann', 'GET', '/plan-drafts')
  for (let count = body.length; count < mostDrafts; count += 1) await begun('test-plan')
  expect(await call('ann', 'POST', '/plan-drafts', { plan: 'test-plan' })).toMatchObject({
    status: 409,
    body: { code: 'too-many-drafts', facts: { most: mostDrafts } },
  })
})
