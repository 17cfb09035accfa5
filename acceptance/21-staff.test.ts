import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { pdfReport } from '../packages/platform/src/evidence/sample-files.ts'
import { hashOfToken } from '../packages/platform/src/identity/sign-in.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { claimBody, joined } from './support/cases.ts'
import { openWorld, type Somebody } from './support/world.ts'

/** Offices by invitation, sessions that end, and the trail of what offices do. */
const world = await openWorld('2020-06-15')
const { platform } = world
let operator: Somebody

beforeAll(async () => {
  await loadTestPlan(platform)
  operator = await world.signIn('participant', 'operator')
})

/** Signs in as people do, by a code; the token is a bearer's. */
async function signInByCode(phone: string): Promise<string> {
  platform.clock.advance({ minutes: 2 })
  await world.call(null, 'POST', '/sign-in/code', { phone })
  const inbox = (await world.call(null, 'GET', '/demo/inbox')).body as { phoneNumber: string; text: string }[]
  const code = /[0-9]{6}/.exec(inbox.find(({ phoneNumber }) => phoneNumber.endsWith(phone))!.text)![0]
  return (await world.call(null, 'POST', '/sign-in', { phone, code, bearer: true })).body.token
}

async function ask(token: string, method: 'GET' | 'POST', url: string, payload?: object) {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': crypto.randomUUID() }
  const answer = await world.app.inject({ method, url, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}

const invite = async (body: object) => (await world.call(operator, 'POST', '/staff-invitations', body)).body
const accept = (token: string, code: string) => ask(token, 'POST', '/staff-invitations/accept', { code })
const acts = async (query: string) => (await world.call(operator, 'GET', `/office-acts?${query}`)).body

describe('an invitation', () => {
  test('gives exactly its offices, once, and shortens the session to that of an officer', async () => {
    const { code } = await invite({ roles: ['reviewer'] })
    const token = await signInByCode('13900000011')
    expect((await ask(token, 'GET', '/review/counts')).status).toBe(403)
    expect(await accept(token, code)).toEqual({ status: 200, body: { roles: ['reviewer'] } })
    expect((await ask(token, 'GET', '/me')).body.roles).toEqual(['participant', 'reviewer'])
    expect((await ask(token, 'GET', '/review/counts')).status).toBe(200)
    expect((await ask(token, 'GET', '/staff')).body.code).toBe('not-allowed')
    const other = await signInByCode('13900000012')
    expect((await accept(other, code)).body.code).toBe('invitation-over')
    platform.clock.advance({ hours: 12 })
    expect((await ask(token, 'GET', '/me')).status).toBe(401)
    expect((await ask(other, 'GET', '/me')).status).toBe(200)
  })

  test('is not for whoever gave it, nor for another phone, nor after three days, nor once withdrawn', async () => {
    const ownCode = (await invite({ roles: ['finance'] })).code
    const own = await world.call(operator, 'POST', '/staff-invitations/accept', { code: ownCode })
    expect(own.body.code).toBe('own-role')
    const token = await signInByCode('13900000013')
    const bound = await invite({ roles: ['auditor'], phone: '13900000099' })
    expect((await accept(token, bound.code)).body.code).toBe('invitation-for-another')
    expect((await accept(token, 'x'.repeat(43))).body.code).toBe('invitation-unknown')
    const taken = await invite({ roles: ['auditor'] })
    await world.call(operator, 'DELETE', `/staff-invitations/${taken.invitationId}`)
    expect((await accept(token, taken.code)).body.code).toBe('invitation-over')
    platform.clock.advance({ hours: 72 })
    expect((await accept(token, ownCode)).body.code).toBe('invitation-over')
    const shown = (await world.call(operator, 'GET', '/staff-invitations')).body
    const statuses = shown.map((one: { status: string }) => one.status).toSorted()
    expect(statuses).toEqual(['accepted', 'expired', 'expired', 'withdrawn'])
  })

  test('ends with the office of the operator who gave it', async () => {
    const { code: first } = await invite({ roles: ['operator'] })
    const second = await signInByCode('13900000014')
    await accept(second, first)
    const { body } = await ask(second, 'POST', '/staff-invitations', { roles: ['operator'] })
    const { personId } = (await ask(second, 'GET', '/me')).body
    expect((await world.call(operator, 'DELETE', `/people/${personId}/roles/operator`)).status).toBe(204)
    const third = await signInByCode('13900000015')
    expect((await accept(third, body.code)).body.code).toBe('invitation-over')
  })

  test('of twenty who bring it at once, one is let in; the database could not tell its code', async () => {
    const { code } = await invite({ roles: ['reviewer'] })
    const people = []
    for (let count = 0; count < 20; count += 1) people.push(await world.signIn())
    const answers = await Promise.all(
      people.map((who) => world.call(who, 'POST', '/staff-invitations/accept', { code })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const { rows } = await sql<{ all: string }>`
      select (select string_agg(i::text, ' ') from invitations i) || (select string_agg(c::text, ' ') from commands c) as all`.execute(
      platform.database,
    )
    expect(rows[0]!.all).not.toContain(code)
  })
})

test('whose office is taken away is out at once; somebody with a passkey enters their office with nothing less', async () => {
  const { code } = await invite({ roles: ['finance', 'auditor'] })
  const token = await signInByCode('13900000014')
  await accept(token, code)
  const { personId } = (await ask(token, 'GET', '/me')).body
  await sql`
    insert into passkeys (credential_id, person_id, public_key, sign_count, transports, recorded_at)
    values ('made-up', ${personId}, '\\x00', 0, '{}', ${platform.clock.now()})`.execute(platform.database)
  expect((await ask(token, 'GET', '/me')).body.roles).toContain('finance')
  const byCode = await signInByCode('13900000014')
  expect((await ask(byCode, 'GET', '/me')).body.roles).toEqual(['participant'])
  const officer = (await world.call(operator, 'GET', `/staff/${personId}`)).body
  expect(officer).toMatchObject({ phoneEnds: '0014', passkeys: 1, sessions: 2, lastSignIn: { method: 'code' } })

  expect((await world.call(operator, 'DELETE', `/people/${personId}/passkeys`)).status).toBe(204)
  expect((await ask(token, 'GET', '/me')).status).toBe(401)
  const again = await signInByCode('13900000014')
  expect((await ask(again, 'GET', '/me')).body.roles).toEqual(['participant', 'auditor', 'finance'])
  await world.call(operator, 'DELETE', `/people/${personId}/roles/finance`)
  const { rows } =
    await sql`select 1 from sessions where token_hash = ${hashOfToken(again)} and ended_at is null`.execute(
      platform.database,
    )
  expect(rows).toEqual([])
  const past = (await world.call(operator, 'GET', `/staff/${personId}`)).body.offices
  expect(past.find(({ role }: { role: string }) => role === 'finance').revokedBy).toBe(operator.personId.toString())
})

describe('the audit trail', () => {
  test('has every command of an office and every look at a paper, found by person, kind, case and day, page by page', async () => {
    const member = await joined(world, testPlan, '1970-05-05')
    await sql`update participants set joined_on = '2019-01-01' where participant_id = ${member.participantId}`.execute(
      platform.database,
    )
    const day = platform.clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate()
    const filed = await world.call(member, 'POST', '/claims', claimBody(member, day.subtract({ days: 1 }).toString()))
    const reference = filed.body.caseReference
    const pdf = pdfReport(1)
    await world.upload(member, `/claims/${reference}/evidence`, { name: 'a.pdf', type: 'application/pdf', bytes: pdf })
    await world.call(member, 'POST', `/claims/${reference}/submit`)
    const reviewer = await world.signIn('reviewer')
    await world.call(reviewer, 'POST', `/claims/${reference}/take`)
    const { evidenceIds } = (await world.call(reviewer, 'GET', `/claims/${reference}`)).body
    await world.app.inject({
      method: 'GET',
      url: `/claims/${reference}/evidence/${evidenceIds[0]}/pages/1`,
      headers: { authorization: reviewer.token },
    })
    const kinds = (found: { acts: { kind: string }[] }) => found.acts.map(({ kind }) => kind)
    expect(kinds(await acts(`about=${reference}`))).toEqual(['view-evidence', 'take-case'])
    expect(kinds(await acts(`person=${reviewer.personId}`))).toEqual(['view-evidence', 'take-case'])
    expect(kinds(await acts(`kind=take-case&from=${day}&to=${day}`))).toEqual(['take-case'])
    expect(kinds(await acts(`kind=take-case&to=${day.subtract({ days: 1 })}`))).toEqual([])
    const seen: string[] = []
    for (let before = ''; ; ) {
      const page = await acts(`limit=3${before}`)
      seen.push(...page.acts.map(({ actNo }: { actNo: string }) => actNo))
      if (!page.more) break
      before = `&before=${seen.at(-1)}`
    }
    const { rows } = await sql<{ act_no: bigint }>`
      select act_no from office_acts order by recorded_at desc, act_no desc`.execute(platform.database)
    expect(seen).toEqual(rows.map(({ act_no }) => act_no.toString()))
    expect(JSON.stringify(await acts('limit=200'))).not.toMatch(/1390000|张|李/)
  })

  test('can be added to only', async () => {
    await expect(sql`delete from office_acts`.execute(platform.database)).rejects.toThrow('only added')
  })

  test('reads its pages along the indexes', async () => {
    for (const condition of [sql`person_id = 7`, sql`kind = 'take-case'`, sql`recorded_at >= '2020-06-15T00:00:00Z'`]) {
      const plan = await platform.database.transaction().execute(async (reader) => {
        for (const way of ['seqscan', 'bitmapscan', 'sort'])
          await sql`set local ${sql.raw(`enable_${way}`)} = off`.execute(reader)
        const { rows } = await sql<{ 'QUERY PLAN': string }>`
          explain select * from office_acts where ${condition} and (recorded_at, act_no) < (now(), 9)
          order by recorded_at desc, act_no desc limit 50`.execute(reader)
        return rows.map((row) => row['QUERY PLAN']).join('\n')
      })
      expect(plan).toMatch(/Index( Only)? Scan/)
      expect(plan).not.toContain('Sort')
    }
  })
})
