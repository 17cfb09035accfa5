import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { openWorld } from './support/world.ts'

/** What attackers of web sites try, each on the running application. SECURITY.md says what else stands in the way. */
const world = await openWorld('2020-06-15')
const { app, platform } = world
const phone = '+8613700000077'
let cookie = ''

beforeAll(async () => {
  cookie = await signIn()
})

/** The newest code that was sent to a phone. */
async function codeFor(number: string): Promise<string> {
  // Another code is sent a minute later at the earliest.
  platform.clock.advance({ minutes: 2 })
  const asked = await app.inject({ method: 'POST', url: '/sign-in/code', payload: { phone: number } })
  if (asked.statusCode >= 300) throw new Error(asked.body)
  const sent = (await app.inject({ method: 'GET', url: '/demo/inbox' })).json() as {
    readonly text: string
    readonly phoneNumber: string
  }[]
  const codes = sent.filter(({ phoneNumber }) => phoneNumber === number).map(({ text }) => /\d{6}/.exec(text)![0])
  return codes[0]!
}

/** Signs in as a browser does; the cookie as the browser sends it back. */
async function signIn(): Promise<string> {
  const payload = { phone, code: await codeFor(phone) }
  const answer = await app.inject({ method: 'POST', url: '/sign-in', payload })
  if (answer.statusCode >= 300) throw new Error(answer.body)
  return String(answer.headers['set-cookie']).split(';')[0]!
}

const commands = async () => {
  const { rows } = await sql<{ commands: bigint }>`select count(*) as commands from commands`.execute(platform.database)
  return rows[0]!.commands
}

describe('a request from another site, with the cookie of somebody who is signed in', () => {
  const elsewhere = { origin: 'https://evil.example', referer: 'https://evil.example/', 'sec-fetch-site': 'cross-site' }

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'accountToken=x'],
    [
      'a form with a file',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
    ],
    ['a form of plain text that looks like JSON', 'text/plain', '{"accountToken":"x"}'],
    ['a script without the header that asks for permission', 'application/json', '{"accountToken":"x"}'],
  ])('%s changes nothing', async (_name, type, payload) => {
    const before = await commands()
    const headers = { ...elsewhere, cookie, 'content-type': type }
    const answer = await app.inject({ method: 'PUT', url: '/payment-agreement', headers, payload })
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    expect(await commands()).toBe(before)
  })

  test('gets no permission to send headers of its own, and none to read', async () => {
    const asking = {
      ...elsewhere,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'idempotency-key',
    }
    const preflight = await app.inject({ method: 'OPTIONS', url: '/payment-agreement', headers: asking })
    const read = await app.inject({ method: 'GET', url: '/me', headers: { ...elsewhere, cookie } })
    for (const { headers } of [preflight, read]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })
})

describe('a stolen session', () => {
  const me = (headers: Readonly<Record<string, string>>) => app.inject({ method: 'GET', url: '/me', headers })

  test('is out of reach of scripts and other sites, and ends when its owner signs out', async () => {
    expect((await me({ cookie })).statusCode).toBe(200)
    const owner = await signIn()
    const answer = await app.inject({ method: 'POST', url: '/sign-out', headers: { cookie: owner } })
    expect(answer.statusCode).toBeLessThan(300)
    expect((await me({ cookie: owner })).statusCode).toBe(401)
    expect((await me({ cookie })).statusCode).toBe(200)
  })

  test('cannot be made of what the database holds, nor of a part of a token', async () => {
    const [name, token] = cookie.split('=') as [string, string]
    const { rows } = await sql<{ hash: Buffer }>`select token_hash as hash from sessions`.execute(platform.database)
    const tries = [
      ...rows.flatMap(({ hash }) => [hash.toString('hex'), hash.toString('base64url')]),
      createHash('sha256').update(token).digest('base64url'),
      token.slice(0, -1),
      `${token}A`,
      '',
      '%00',
    ]
    for (const one of tries) expect([one, (await me({ cookie: `${name}=${one}` })).statusCode]).toEqual([one, 401])
  })
})

test('codes cannot be tried through: after a few wrong ones even the right one is refused', async () => {
  const other = '+8613700000078'
  const right = await codeFor(other)
  const wrong = right === '000000' ? '000001' : '000000'
  const send = async (code: string) =>
    (await app.inject({ method: 'POST', url: '/sign-in', payload: { phone: other, code } })).statusCode
  for (let tries = 0; tries < 5; tries += 1) expect(await send(wrong)).toBeGreaterThanOrEqual(400)
  expect(await send(right)).toBeGreaterThanOrEqual(400)
  expect(await send(await codeFor(phone))).toBeGreaterThanOrEqual(400)
})

describe('a form with a file that is no form', () => {
  const part =
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\n'

  test.each([
    ['says no boundary', 'multipart/form-data', `${part}%PDF-1.7\r\n--x--\r\n`],
    ['holds two quotation marks', 'multipart/form-data; boundary=x', '""'],
    ['ends within its file', 'multipart/form-data; boundary=x', `${part}%PDF-1.7`],
    ['ends within its head', 'multipart/form-data; boundary=x', part.slice(0, 40)],
    ['has another boundary', 'multipart/form-data; boundary=y', `${part}%PDF-1.7\r\n--x--\r\n`],
    ['is something else', 'multipart/form-data; boundary=x', '{"toString":1}'],
  ])('that %s is refused', async (_what, type, payload) => {
    const before = await commands()
    const headers = { cookie, 'content-type': type, 'idempotency-key': crypto.randomUUID() }
    const answer = await app.inject({ method: 'POST', url: '/claims/ABCD-1234/evidence', headers, payload })
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'request-malformed'])
    expect(await commands()).toBe(before)
  })
})
