import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { verifyEverything } from '../packages/platform/src/cli/verify-everything.ts'
import type { Database } from '../packages/platform/src/commit/platform.ts'
import { type Finding, sequenceAll, type Verdict } from '../packages/platform/src/journal/index.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { Case, claimBody, joined, type Member, type Office, openOffice } from './support/cases.ts'
import { openWorld, type Somebody } from './support/world.ts'

/** A paper of a disputed case is blackened by a reviewer, looked at, and whatever is done to it by hand is found. */
const world = await openWorld('2020-01-02')
const { platform } = world
let office: Office
let stranger: Member
let one: Case
let other: Case

beforeAll(async () => {
  await loadTestPlan(platform)
  office = await openOffice(world)
  stranger = await joined(world, testPlan, '1970-05-05')
  const members = [await joined(world, testPlan, '1970-05-05'), await joined(world, testPlan, '1970-05-05')]
  await world.at('2020-06-01')
  one = await claimOf(members[0]!)
  other = await claimOf(members[1]!)
})

async function claimOf(member: Member): Promise<Case> {
  const { body } = await world.call(member, 'POST', '/claims', claimBody(member, '2020-05-30'))
  const filed = new Case(world, office, member, body.caseReference, new Set())
  await filed.addPaper()
  await filed.addPaper()
  return filed
}

/** Two pages; of the second the middle is black. */
const pages = [
  { page: 1, boxes: [] },
  { page: 2, boxes: [{ x: 0.25, y: 0.25, width: 0.5, height: 0.5 }] },
]

async function redact(who: Somebody, of: Case, asked: object = { pages }, paper = 1) {
  const { evidenceIds } = await one.view()
  const path = `/claims/${of.reference}/evidence/${evidenceIds[paper]}/redactions`
  return world.call(who, 'POST', path, asked)
}

const listOf = (who: Somebody) => world.call(who, 'GET', `/claims/${one.reference}/redactions`)

async function look(who: Somebody, redactionId: string, page: number, of = one) {
  const url = `/claims/${of.reference}/redactions/${redactionId}/pages/${page}`
  const answer = await world.app.inject({ method: 'GET', url, headers: { authorization: who.token } })
  const { 'content-type': type, 'cache-control': cache, 'content-disposition': disposition } = answer.headers
  const code = answer.statusCode === 200 ? null : answer.json().code
  return { status: answer.statusCode, type, cache, disposition, code, bytes: answer.rawPayload }
}

describe('a redaction', () => {
  test('is made by a reviewer who is not tied to the case, and by nobody else', async () => {
    for (const who of [one.member, stranger, office.investigator, office.operator, office.finance]) {
      expect((await redact(who, one)).status).toBe(403)
    }
    expect((await world.call(office.second, 'POST', `/claims/${one.reference}/conflict`)).status).toBe(204)
    expect(await redact(office.second, one)).toMatchObject({ status: 403, body: { code: 'conflict-of-interest' } })
    expect(await redact(office.reviewer, other)).toMatchObject({ status: 404, body: { code: 'claim-not-found' } })
    expect((await listOf(office.reviewer)).body).toEqual([])
  })

  test('is refused in words for boxes that are not on the page', async () => {
    const asked = (page: number, ...boxes: object[]) => ({ pages: [{ page, boxes }] })
    const box = { x: 0.5, y: 0.5, width: 0.5, height: 0.5 }
    for (const [body, code] of [
      [{ pages: [] }, 'redaction-of-no-page'],
      [asked(3), 'redaction-page-unknown'],
      [{ pages: [...asked(1).pages, ...asked(1).pages] }, 'redaction-page-twice'],
      [asked(1, ...Array(201).fill(box)), 'redaction-too-many-boxes'],
      [asked(1, { ...box, width: 0 }), 'redaction-box-empty'],
      [asked(1, { ...box, x: 0.6 }), 'redaction-box-outside'],
    ] as const) {
      expect(await redact(office.reviewer, one, body)).toMatchObject({ status: 422, body: { code } })
    }
    expect((await redact(office.reviewer, one, asked(1, { ...box, colour: 'black' }))).status).toBe(400)
  })

  test('is seen by the officers and the claimant of the case, with the commitment to the original, and by no other', async () => {
    const made = await redact(office.reviewer, one)
    expect(made).toMatchObject({ status: 201, body: { pages: [1, 2] } })
    const { redactionId } = made.body
    const { evidenceIds, timeline } = await one.view()
    for (const who of [office.reviewer, one.member]) {
      const listed = await listOf(who)
      expect(listed.body).toMatchObject([{ redactionId, evidenceId: evidenceIds[1], pages: [1, 2], erased: false }])
      const seen = await look(who, redactionId, 2)
      expect([seen.status, seen.type, seen.cache]).toEqual([200, 'image/jpeg', 'no-store'])
      expect(seen.disposition).toContain(`${evidenceIds[1].slice(0, 8)}-2.jpg`)
      expect(seen.bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff')
    }
    expect(timeline.length).toBeGreaterThan(0)
    const { rows } = await sql<{ viewer: bigint; role: string; page: number }>`
      select viewer_person_id as viewer, viewer_role as role, page from evidence_views
      where shown = 'redacted' order by view_no`.execute(platform.database)
    expect(rows).toEqual([
      { viewer: office.reviewer.personId, role: 'reviewer', page: 2 },
      { viewer: one.member.personId, role: 'participant', page: 2 },
    ])
    expect(await look(stranger, redactionId, 1)).toMatchObject({ status: 404, code: 'claim-not-found' })
    expect(await look(office.second, redactionId, 1)).toMatchObject({ status: 403, code: 'conflict-of-interest' })
    expect(await look(other.member, redactionId, 1, other)).toMatchObject({ status: 404, code: 'claim-not-found' })
    expect(await look(one.member, redactionId, 3)).toMatchObject({ status: 422, code: 'redaction-page-unknown' })
    expect(await look(one.member, evidenceIds[0], 1)).toMatchObject({ status: 404, code: 'redaction-not-found' })
  })
})

describe('the check of everything', () => {
  const check = (database: Database) => verifyEverything({ ...platform, database }, world, undefined, 0)

  /** What verify finds after an edit by hand that no trigger sees; the edit is undone. */
  async function found(edit: ReturnType<typeof sql>): Promise<Finding | null> {
    const undo = new Error('undo')
    let verdict: Verdict | null = null
    const work = platform.database.transaction().execute(async (transaction) => {
      await sql`set local session_replication_role = replica`.execute(transaction)
      expect((await edit.execute(transaction)).numAffectedRows).toBeGreaterThan(0n)
      verdict = await check(transaction)
      throw undo
    })
    await expect(work).rejects.toBe(undo)
    return verdict!.finding
  }

  test('finds whatever is done to a redaction with SQL or in the file store', async () => {
    const first = (await redact(office.reviewer, one)).body.redactionId
    await world.at('2020-06-02')
    const second = (await redact(office.reviewer, one, { pages: [{ page: 1, boxes: [] }] }, 0)).body.redactionId
    await sequenceAll(platform, world.leafFile)
    expect(await check(platform.database)).toMatchObject({ clean: true, finding: null })
    const record = expect.stringContaining(first)
    const firstRow = sql`where redaction_id = ${first}`
    const secondRow = sql`redaction_id = ${second}`
    for (const [edit, problem] of [
      [sql`update redactions set redacted_by = 99 ${firstRow}`, 'changed'],
      [
        sql`update redactions set pages_sealed = r.pages_sealed from redactions r
        where redactions.redaction_id = ${first} and r.${secondRow}`,
        'changed',
      ],
      [sql`update redactions set pages_sealed = null, erased_at = now() ${firstRow}`, 'changed'],
      [
        sql`update redactions set evidence_id = r.evidence_id from redactions r
        where redactions.redaction_id = ${first} and r.${secondRow}`,
        'changed',
      ],
      [sql`update redactions set recorded_at = recorded_at - interval '1 hour' ${firstRow}`, 'added'],
      [sql`update redacted_pages set page = 3 ${firstRow} and page = 2`, 'removed'],
      [sql`delete from redacted_pages ${firstRow} and page = 2`, 'added'],
      [sql`insert into redacted_pages (redaction_id, page, file_ref) values (${first}, 3, gen_random_uuid())`, 'added'],
      [sql`update redacted_pages set file_ref = gen_random_uuid() ${firstRow} and page = 1`, 'removed'],
    ] as const) {
      expect(await found(edit)).toMatchObject({ problem, record })
    }
    const removed = await found(sql`delete from redactions ${firstRow}`)
    expect(removed).toMatchObject({ problem: 'removed', record: expect.stringContaining('redactions row') })
    const added = sql`insert into redactions (redaction_id, evidence_id, event_id, redacted_by, pages_sealed, recorded_at)
      select gen_random_uuid(), evidence_id, gen_random_uuid(), redacted_by, pages_sealed, recorded_at
      from redactions ${firstRow}`
    expect(await found(added)).toMatchObject({ problem: 'added' })
    const { rows } = await sql<{ file_ref: string }>`select file_ref from redacted_pages ${firstRow}`.execute(
      platform.database,
    )
    const ref = rows[0]!.file_ref
    const whole = await world.files.get(ref)
    const changed = Uint8Array.from(whole)
    changed[changed.length - 1]! ^= 1
    await world.files.put(ref, changed)
    expect((await check(platform.database)).finding).toMatchObject({ problem: 'changed', record })
    await world.files.delete(ref)
    expect((await check(platform.database)).finding).toMatchObject({ problem: 'removed', record })
    await world.files.put(ref, whole)
    expect((await check(platform.database)).clean).toBe(true)
  })
})
