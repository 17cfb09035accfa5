import { Writable } from 'node:stream'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { systemClock } from '../packages/platform/src/cli/open-platform.ts'
import { operatorAtTerminal } from '../packages/platform/src/cli/operator.ts'
import { oldRecords, readTerms, retention } from '../packages/platform/src/cli/retention-command.ts'
import { verifyEverything } from '../packages/platform/src/cli/verify-everything.ts'
import type { OldRecords } from '../packages/platform/src/commit/old-records.ts'
import { sweepFiles } from '../packages/platform/src/evidence/index.ts'
import { sequenceAll } from '../packages/platform/src/journal/index.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { Case, claimBody, joined, type Member, type Office, openOffice } from './support/cases.ts'
import { fingerprint, openWorld } from './support/world.ts'

/** What need not be kept is shown first, and erased in pieces of which each stands; what others paid for or judged stays. */
const world = await openWorld('2020-01-02')
const { platform } = world
const { database } = platform
const applied = {
  actor: operatorAtTerminal,
  terminal: { err: new Writable({ write: (_chunk, _encoding, done) => done() }) },
}
let office: Office
let parts: readonly OldRecords[]
const members: Member[] = []
/** Three withdrawn in June 2020, one that was disputed, and one withdrawn in 2022. */
const old: Case[] = []
let disputed: Case
let younger: Case

beforeAll(async () => {
  await loadTestPlan(platform)
  office = await openOffice(world)
  parts = await oldRecords()
  for (let count = 0; count < 5; count += 1) members.push(await joined(world, testPlan))
  await world.at('2020-06-01')
  for (const member of members.slice(0, 3)) {
    old.push(await fileClaim(member, '2020-05-30'))
    await old.at(-1)!.withdraw()
  }
  disputed = await fileClaim(members[3]!, '2020-05-30')
  await disputed.submit()
  await disputed.refuse()
  await disputed.dispute()
  await disputed.withdraw()
  await sql`
    insert into messages (person_id, kind, facts, written_at, sent_at)
    values (${members[0]!.personId}, 'claim-approved', '{}', '2020-06-01T04:00:00Z', '2020-06-01T04:00:00Z'),
      (${members[0]!.personId}, 'claim-approved', '{}', '2020-06-01T04:00:00Z', null),
      (${members[0]!.personId}, 'claim-approved', '{}', '2023-06-01T04:00:00Z', '2023-06-01T04:00:00Z')`.execute(
    database,
  )
  await sql`
    insert into sessions (token_hash, person_id, method, began_at, expires_at, ended_at)
    values (${Buffer.alloc(32, 1)}, ${members[0]!.personId}, 'code', '2020-06-01T04:00:00Z', '2020-07-01T04:00:00Z', null),
      (${Buffer.alloc(32, 2)}, ${members[0]!.personId}, 'code', '2023-06-01T04:00:00Z', '2024-07-01T04:00:00Z', '2023-06-02T04:00:00Z'),
      (${Buffer.alloc(32, 3)}, ${members[0]!.personId}, 'code', '2024-01-01T04:00:00Z', '2024-02-01T04:00:00Z', null)`.execute(
    database,
  )
  await world.at('2022-06-01')
  younger = await fileClaim(members[4]!, '2022-05-30')
  await younger.withdraw()
  await world.at('2024-01-10')
})

async function fileClaim(member: Member, diagnosedOn: string): Promise<Case> {
  const { body } = await world.call(member, 'POST', '/claims', claimBody(member, diagnosedOn))
  const one = new Case(world, office, member, body.caseReference, new Set())
  await one.addPaper()
  return one
}

const terms = (options: { plan?: string; before?: string }) => readTerms(options, platform.clock.now())
const countsOf = (done: Awaited<ReturnType<typeof retention>>) =>
  Object.fromEntries(done.map(({ erased, found, what }) => [what, [found.count, erased]]))
const opens = async (one: Case) => (await world.call(one.member, 'GET', `/claims/${one.reference}`)).status
const auditLines = async () =>
  (await sql<{ kind: string }>`select kind from office_acts order by act_no`.execute(database)).rows.map(
    ({ kind }) => kind,
  )

test('a day is taken as it is written, and not within three years', () => {
  expect(terms({})).toMatchObject({ planCode: null, before: null })
  expect(terms({ before: '2021-01-10' }).before!.toString()).toBe('2021-01-09T16:00:00Z')
  for (const before of ['2021-01-11', '2021-02-30', '2020', 'yesterday'])
    expect(() => terms({ before })).toThrow(/--before/)
  expect(() => terms({ plan: testPlan.plan })).toThrow(/--before/)
})

test('looking changes nothing, and tells how much there is', async () => {
  const before = await fingerprint(world)
  const found = await retention(platform, parts, terms({ before: '2021-01-10' }), null)
  expect(countsOf(found)).toEqual({ claims: [3, 0], messages: [1, 0], 'sign-ins': [2, 0] })
  const papers = await sql<{ bytes: bigint }>`
    select sum(byte_length)::bigint as bytes from evidence v join claims c using (claim_id)
    where c.case_reference = any(${old.map(({ reference }) => reference)}::text[])`.execute(database)
  expect(found[0]!.found.bytes).toBe(papers.rows[0]!.bytes)
  // Without a day it is sessions alone; of a plan it is its claims alone.
  expect(countsOf(await retention(platform, parts, terms({}), null))).toEqual({
    claims: [0, 0],
    messages: [0, 0],
    'sign-ins': [2, 0],
  })
  const ofPlan = (plan: string) => retention(platform, parts, terms({ plan, before: '2021-01-10' }), null)
  expect(countsOf(await ofPlan(testPlan.plan))).toEqual({ claims: [3, 0], messages: [0, 0], 'sign-ins': [0, 0] })
  expect(countsOf(await ofPlan('another-plan')).claims).toEqual([0, 0])
  expect(await fingerprint(world)).toBe(before)
})

test('killed in the middle and run again, and twice at once, it comes to the same end; the log stays whole', async () => {
  const linesBefore = await auditLines()
  const asked = terms({ before: '2021-01-10' })
  const [claims] = parts
  const killed = claims!.erase(platform, operatorAtTerminal, asked, () => {
    throw new Error('killed')
  })
  await expect(killed).rejects.toThrow('killed')
  expect((await claims!.count(database, asked)).count).toBe(2)
  const twice = await Promise.all([1, 2].map(() => retention(platform, parts, asked, applied)))
  expect(countsOf(twice[0]!)).toMatchObject({ claims: [2, 2], messages: [1, expect.any(Number)] })
  const again = await retention(platform, parts, asked, applied)
  expect(countsOf(again)).toEqual({ claims: [0, 0], messages: [0, 0], 'sign-ins': [0, 0] })

  for (const one of old) {
    expect(await opens(one)).toBe(404)
    expect((await world.call(one.member, 'GET', '/claims')).body).toEqual([])
  }
  expect([await opens(disputed), await opens(younger)]).toEqual([200, 200])
  const { rows: erased } = await sql<{ entry: string }>`
    select entry from journal_events where kind = 'personal-data-erased'`.execute(database)
  expect(erased).toHaveLength(3)
  for (const { entry } of erased) {
    expect(JSON.parse(entry)).toMatchObject({ role: 'operator', plan: null, facts: { claims: 1 } })
    for (const { reference } of old) expect(entry).not.toContain(reference)
  }
  const lines = await auditLines()
  expect(lines.slice(0, linesBefore.length)).toEqual(linesBefore)
  expect(lines.filter((kind) => kind === 'erase-old-claim')).toHaveLength(3)
  const left = await sql<{ sessions: number; messages: number }>`
    select (select count(*)::int from sessions) as sessions, (select count(*)::int from messages
      where kind = 'claim-approved') as messages`.execute(database)
  expect(left.rows[0]).toEqual({ sessions: 1, messages: 2 })

  await sequenceAll(platform, world.leafFile)
  // Two files of each of three papers: what was handed in, and the copy that is shown.
  expect(await sweepFiles(database, world.files, systemClock.now().add({ hours: 48 }))).toBe(6)
  const verdict = await verifyEverything({ ...platform, clock: systemClock }, world)
  expect(verdict.finding).toBeNull()
  expect(verdict.erased).toBeGreaterThan(0)
})

test('whoever’s old claim was erased files a new one', async () => {
  const answer = await world.call(members[0]!, 'POST', '/claims', claimBody(members[0]!, '2024-01-05'))
  expect(answer.status).toBe(201)
})
