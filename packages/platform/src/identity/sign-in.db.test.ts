import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { type TestPlatform, testPlatform } from '../../test/platform.ts'
import { grantRole, loadSessions, requestCode, revokeRole, signInWithCode, signOut } from './index.ts'
import { hashOfToken, staffSessionHours } from './sign-in.ts'

let platform: TestPlatform
const inbox: { phoneNumber: string; text: string }[] = []
const sender = {
  send: async (phoneNumber: string, text: string) => {
    inbox.push({ phoneNumber, text })
  },
}
const lastCode = () => inbox.at(-1)!.text.slice(0, 6)

beforeAll(async () => {
  platform = await testPlatform()
})

async function signIn(phoneNumber: string) {
  await requestCode(platform, sender, phoneNumber)
  const outcome = await signInWithCode(platform, phoneNumber, lastCode())
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
  return outcome.event.answer.token
}

const session = async (token: string) =>
  (await loadSessions(platform.database, [hashOfToken(token)], platform.clock.now()))[0]!
const code = (outcome: Awaited<ReturnType<typeof signInWithCode>>) =>
  outcome.accepted ? 'signed in' : outcome.refusal.code

describe('signing in with a code', () => {
  test('makes a stranger a person, and finds the same person the next time', async () => {
    const first = await signIn('+8613900000001')
    platform.clock.advance({ minutes: 2 })
    const second = await signIn('+8613900000001')
    const other = await signIn('+8613900000002')
    const people = await Promise.all([first, second, other].map(session))
    expect(people[0]).toEqual({ personId: expect.any(BigInt), roles: ['participant'] })
    expect(people[1]).toEqual(people[0])
    expect(people[2]!.personId).not.toBe(people[0]!.personId)
  })

  test('keeps neither phone number nor code nor token in the open', async () => {
    const token = await signIn('+8613900000003')
    for (const table of ['people', 'sign_in_codes', 'sessions', 'commands']) {
      const { rows } = await sql<{ all: string }>`
        select coalesce(string_agg(t::text, ' '), '') as all from ${sql.table(table)} t`.execute(platform.database)
      for (const secret of ['13900000003', lastCode(), token]) {
        expect(rows[0]!.all).not.toContain(secret)
        expect(rows[0]!.all).not.toContain(Buffer.from(secret).toString('hex'))
      }
    }
  })

  test('a code works once, and a new code voids the one before', async () => {
    const phone = '+8613900000004'
    await requestCode(platform, sender, phone)
    const old = lastCode()
    platform.clock.advance({ minutes: 2 })
    await requestCode(platform, sender, phone)
    if (old !== lastCode()) expect(code(await signInWithCode(platform, phone, old))).toBe('code-wrong')
    expect(code(await signInWithCode(platform, phone, lastCode()))).toBe('signed in')
    expect(code(await signInWithCode(platform, phone, lastCode()))).toBe('code-not-requested')
  })

  test('wrong codes are counted although they are refused, and the fifth locks, also when tried all at once', async () => {
    const phone = '+8613900000005'
    await requestCode(platform, sender, phone)
    const right = lastCode()
    const wrong = right === '000000' ? '000001' : '000000'
    const tries = await Promise.all(Array.from({ length: 20 }, () => signInWithCode(platform, phone, wrong)))
    const codes = tries.map(code)
    expect(codes.filter((one) => one === 'code-wrong')).toHaveLength(5)
    expect(codes.filter((one) => one === 'sign-in-locked')).toHaveLength(15)
    expect(code(await signInWithCode(platform, phone, right))).toBe('sign-in-locked')
    platform.clock.advance({ minutes: 16 })
    await requestCode(platform, sender, phone)
    expect(code(await signInWithCode(platform, phone, lastCode()))).toBe('signed in')
  })

  test('a message that could not be handed over is an error, and a code is not sent twice within a minute', async () => {
    const broken = { send: async () => Promise.reject(new Error('no line')) }
    await expect(requestCode(platform, broken, '+8613900000006')).rejects.toThrow('no line')
    const again = await requestCode(platform, sender, '+8613900000006')
    expect(again).toMatchObject({ accepted: false, refusal: { code: 'code-requested-too-soon' } })
  })
})

describe('sessions', () => {
  test('end when the person signs out, and by themselves', async () => {
    const token = await signIn('+8613900000010')
    const actor = { role: 'participant', personId: (await session(token))!.personId } as const
    await signOut(platform, actor, token)
    expect(await session(token)).toBeNull()
    platform.clock.advance({ minutes: 2 })
    const next = await signIn('+8613900000010')
    platform.clock.advance({ hours: 24 * 30 - 1 })
    expect(await session(next)).not.toBeNull()
    platform.clock.advance({ hours: 1 })
    expect(await session(next)).toBeNull()
  })
})

describe('roles', () => {
  test('are given by another person, show in the session, shorten it, and can be taken away', async () => {
    const personId = (await session(await signIn('+8613900000020')))!.personId
    const operator = { role: 'operator', personId: 1_000_000n } as const
    const role = 'reviewer' as const
    const own = await grantRole(platform, { key: 'grant-own', actor: { ...operator, personId }, personId, role })
    expect(own).toMatchObject({ accepted: false, refusal: { code: 'own-role' } })
    expect(await grantRole(platform, { key: 'grant-1', actor: operator, personId, role })).toMatchObject({
      accepted: true,
    })
    const twice = await grantRole(platform, { key: 'grant-2', actor: operator, personId, role })
    expect(twice).toMatchObject({ refusal: { code: 'role-held' } })
    platform.clock.advance({ minutes: 2 })
    const token = await signIn('+8613900000020')
    expect((await session(token))!.roles).toEqual(['participant', 'reviewer'])
    platform.clock.advance({ hours: staffSessionHours })
    expect(await session(token)).toBeNull()
    await revokeRole(platform, { key: 'revoke-1', actor: operator, personId, role })
    const gone = await revokeRole(platform, { key: 'revoke-2', actor: operator, personId, role })
    expect(gone).toMatchObject({ refusal: { code: 'role-not-held' } })
  })
})
