import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { insertPhonePerson, nextPersonIds } from '../packages/platform/src/identity/index.ts'
import { loadTestPlan } from '../packages/platform/test/made-up-period.ts'
import { testPlan } from '../packages/platform/test/plan.ts'
import { claimBody, joinBody } from './support/cases.ts'
import { type MadeUpRequest, madeUpRequests } from './support/made-up-requests.ts'
import { headersOf, openWholeApp } from './support/whole-app.ts'

/** Requests of one run; `TONGZHOU_MADE_UP_REQUESTS=100000 npm run test:run -- acceptance/17` sends as many. */
const count = Number(process.env.TONGZHOU_MADE_UP_REQUESTS ?? 600)
const seed = Number(process.env.TONGZHOU_MADE_UP_SEED ?? 7)

const { app, platform, routes } = await openWholeApp('2020-06-15')
const known: string[] = [testPlan.plan, '2020-06-A', '1', '2', '3']

beforeAll(async () => {
  await loadTestPlan(platform, testPlan)
  const people = await nextPersonIds(platform.database, 3)
  for (const personId of people) {
    const writes = insertPhonePerson(platform, personId, `+861370000000${personId}`, platform.clock.now())
    for (const write of writes) await write.execute(platform.database)
  }
  const send = async (url: string, payload: object) => {
    const headers = { ...headersOf('participant'), 'idempotency-key': crypto.randomUUID() }
    const answer = await app.inject({ method: 'POST', url, headers, payload })
    if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.body}`)
    known.push(...Object.values<unknown>(answer.json()).filter((value) => typeof value === 'string'))
    return answer.json()
  }
  const { participantId } = await send('/participants', joinBody(testPlan.plan))
  await send('/claims', claimBody({ participantId }, '2020-06-01'))
})

/** What only somebody inside should read: places in code, SQL, names of libraries and of tables. */
const inside =
  /node_modules|\.ts:\d+|\bat \S+ \(|\bselect\b.+\bfrom\b|violates|constraint "|relation "|kysely|ECONN|postgres/i

async function answerTo({ headers, method, payload, url }: MadeUpRequest) {
  const answer = await app.inject({ method: method as 'GET', url, headers, ...(payload !== undefined && { payload }) })
  return { status: answer.statusCode, body: answer.body, type: String(answer.headers['content-type'] ?? '') }
}

const shown = ({ caller, headers, method, payload, url }: MadeUpRequest) =>
  `${caller}: ${method} ${url.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)} ${String(payload).slice(0, 600)}`

/** Wrong codes are counted: that is a change which a refused sign-in has to make. */
const mayChangeThings = ({ method, route, url }: MadeUpRequest) =>
  method === 'GET' || route.path.startsWith('/sign-in') || url.startsWith('/sign-in')

async function changes(): Promise<bigint> {
  const { rows } = await sql<{ changes: bigint }>`
    select (select count(*) from commands) + (select count(*) from journal_events) as changes`.execute(
    platform.database,
  )
  return rows[0]!.changes
}

test(`${count} requests that were made up: no answer is a fault of ours, none shows the inside, a refused one changes nothing`, async () => {
  const statuses = new Map<number, number>()
  const wrong: string[] = []
  let before = await changes()
  for (const request of madeUpRequests(routes, { count, known, seed })) {
    const { body, status, type } = await answerTo(request)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    const now = request.method === 'GET' && status >= 400 ? before : await changes()
    const changed = status >= 400 && now !== before && !mayChangeThings(request)
    before = now
    const isProblem = status < 400 || /problem\+json/.test(type)
    if (status >= 500 || !isProblem || changed || (status >= 400 && inside.test(body)))
      wrong.push(`${status} ${changed ? 'and a change ' : ''}${body.slice(0, 300)} to ${shown(request)}`)
  }
  const answers = [...statuses].toSorted(([one], [other]) => one - other)
  console.info(answers.map(([status, times]) => `${status}: ${times}`).join(', '))
  expect(wrong.slice(0, 10)).toEqual([])
  expect(statuses.get(200) ?? 0).toBeGreaterThan(count / 20)
}, 3_600_000)
