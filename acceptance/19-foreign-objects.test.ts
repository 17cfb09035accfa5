import { type RawBuilder, sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { system } from '../packages/platform/src/commit/commit.ts'
import { pdfReport } from '../packages/platform/src/evidence/sample-files.ts'
import { insertPhonePerson, nextPersonIds } from '../packages/platform/src/identity/index.ts'
import { loadPlan } from '../packages/platform/src/plans/index.ts'
import { planWithBoard } from '../packages/platform/test/made-up-board.ts'
import { claimBody, joinBody } from './support/cases.ts'
import { rightValue } from './support/made-up-requests.ts'
import { type Caller, headersOf, letsIn, openWholeApp, type RouteOfApp } from './support/whole-app.ts'

/**
 * One person's claim, papers, dispute, upload and membership, and another person of the same plan who asks for each of them on every
 * route that lets participants or jurors in.
 */
const { app, platform, routes } = await openWholeApp('2020-01-02')
const plan = planWithBoard()
const [owner, stranger, reviewer] = [1n, 2n, 3n]
/** What the addresses of the owner's things are made of. */
const its: Record<string, string> = { plan: plan.plan, page: '1', stepNo: '1', period: '2020-06-A' }

beforeAll(async () => {
  for (const personId of await nextPersonIds(platform.database, 3)) {
    const writes = insertPhonePerson(platform, personId, `+861370000000${personId}`, platform.clock.now())
    for (const write of writes) await write.execute(platform.database)
  }
  await loadPlan(platform, { key: 'plan-of-19', actor: system, source: JSON.stringify(plan) })
  its.participantId = (await send('participant', owner, '/participants', joinBody(plan.plan))).participantId
  await send('participant', stranger, '/participants', joinBody(plan.plan))
  platform.clock.set('2020-06-01T04:00:00Z')
  const filed = await send(
    'participant',
    owner,
    '/claims',
    claimBody({ participantId: its.participantId! }, '2020-05-30'),
  )
  its.reference = filed.caseReference
  const claim = `/claims/${its.reference}`
  await sendPaper(`${claim}/evidence`)
  its.evidenceId = (await find<{ id: string }>(sql`select evidence_id as id from evidence`)).id
  const announced = { name: 'b.pdf', type: 'application/pdf', byteLength: 20_000, sha256: '0'.repeat(64) }
  its.uploadId = (await send('participant', owner, `${claim}/uploads`, announced)).uploadId
  await send('participant', owner, `${claim}/submit`)
  await send('reviewer', reviewer, `${claim}/refuse`, {
    code: 'diagnosis-not-confirmed',
    clause: '1',
    text: '诊断不明。',
  })
  await send('participant', owner, `${claim}/dispute`, { statement: '结论不符合条款。' })
  its.dispute = (await find<{ reference: string }>(sql`select reference from disputes`)).reference
  for (const [name, value] of Object.entries(its)) if (!value) throw new Error(`there is no ${name} to ask for`)
})

async function find<Row>(query: RawBuilder<unknown>): Promise<Row> {
  const { rows } = await query.execute(platform.database)
  return rows[0] as Row
}

async function send(caller: Caller, personId: bigint, url: string, payload?: object) {
  const headers = { ...headersOf(caller, personId), 'idempotency-key': crypto.randomUUID() }
  const answer = await app.inject({ method: 'POST', url, headers, ...(payload && { payload }) })
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`)
  return answer.body === '' ? {} : answer.json()
}

const paper = {
  type: 'multipart/form-data; boundary=x',
  payload: Buffer.concat([
    Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n',
    ),
    pdfReport(1),
    Buffer.from('\r\n--x--\r\n'),
  ]),
}

async function sendPaper(url: string) {
  const headers = {
    ...headersOf('participant', owner),
    'content-type': paper.type,
    'idempotency-key': crypto.randomUUID(),
  }
  const answer = await app.inject({ method: 'POST', url, headers, payload: paper.payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return answer.json()
}

/** A request that lacks nothing but the right to send it. */
async function askAsStranger(route: RouteOfApp, caller: Caller) {
  const url = route.path.replaceAll(/:(\w+)/g, (_, name: string) => its[name] ?? crypto.randomUUID())
  const common = { ...headersOf(caller, stranger), 'idempotency-key': crypto.randomUUID() }
  const [type, payload] =
    route.path === '/claims/:reference/evidence'
      ? [paper.type, paper.payload]
      : route.method === 'PATCH'
        ? ['application/offset+octet-stream', Buffer.alloc(100)]
        : [
            'application/json',
            route.schema.body ? JSON.stringify(rightValue(route.schema.body, [plan.plan])) : undefined,
          ]
  const headers = { ...common, 'upload-offset': '0', ...(payload !== undefined && { 'content-type': type }) }
  return app.inject({ method: route.method as 'GET', url, headers, ...(payload !== undefined && { payload }) })
}

/** Told to everybody who knows a dispute's reference, as the public log tells it: how far the dispute is. */
const toldToAll = ['participant POST /disputes/:dispute/seat: dispute-not-in-status']

/** Of somebody: not of a plan, which is everybody's. */
const ofSomebody = ({ path }: RouteOfApp) =>
  /:(participantId|reference|evidenceId|uploadId|dispute|redactionId|attempt|objectionId)/.test(path)
const asked = routes.filter(
  (route) => ofSomebody(route) && !letsIn(route, 'nobody') && (letsIn(route, 'participant') || letsIn(route, 'juror')),
)

describe('what is somebody else’s', () => {
  test('is asked for on every route that lets participants or jurors in', () => {
    expect(asked.length).toBeGreaterThan(25)
  })

  test('is neither shown nor changed', async () => {
    const changes = async () => {
      const { rows } = await sql<{ changes: bigint }>`
        select (select count(*) from commands) + (select count(*) from journal_events)
          + (select count(*) from evidence_views) as changes`.execute(platform.database)
      return rows[0]!.changes
    }
    const before = await changes()
    const letThrough: string[] = []
    for (const route of asked) {
      for (const caller of ['participant', 'juror'] as const) {
        if (!letsIn(route, caller)) continue
        const answer = await askAsStranger(route, caller)
        if (answer.statusCode === 404 || answer.statusCode === 403) continue
        letThrough.push(`${caller} ${route.method} ${route.path}: ${answer.json().code ?? answer.body}`)
      }
    }
    expect(letThrough).toEqual(toldToAll)
    expect(await changes()).toBe(before)
  })
})

describe('the own claim of somebody who holds an office besides', () => {
  const ask = async (caller: Caller, path: string) => {
    const { statusCode } = await app.inject({ method: 'GET', url: path, headers: headersOf(caller, owner) })
    return statusCode
  }

  test.each(['reviewer', 'investigator', 'auditor'] as const)('a %s sees it as a claimant does', async (office) => {
    const claim = `/claims/${its.reference}`
    for (const path of [claim, `${claim}/evidence/${its.evidenceId}`, `${claim}/attestations`, `${claim}/redactions`])
      expect([path, await ask(office, path)]).toEqual([path, 200])
  })

  test.each(['reviewer', 'auditor'] as const)('a %s learns nothing of it that officers alone see', async (office) => {
    for (const path of ['risk', 'links', 'desk', 'looks', 'same-files', `evidence/${its.evidenceId}/pages/1`])
      expect([path, await ask(office, `/claims/${its.reference}/${path}`)]).toEqual([path, 403])
  })

  test('its claimant, a reviewer, speaks for it before the board, and not against it', async () => {
    const speak = async (side: string) => {
      const headers = { ...headersOf('reviewer', owner), 'idempotency-key': crypto.randomUUID() }
      const payload = { side, text: '材料齐全。' }
      return app.inject({ method: 'POST', url: `/disputes/${its.dispute}/statements`, headers, payload })
    }
    expect((await speak('against')).json().code).toBe('conflict-of-interest')
    expect((await speak('for')).statusCode).toBe(200)
  })
})
