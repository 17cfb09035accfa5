import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeEmbeddedPostgres } from '../postgres/embedded.ts'

const main = join(import.meta.dirname, 'main.ts')
let folder: string
/** Free, and the same for all starts: the second one has to meet the first. */
const port = 20_000 + (process.pid % 10_000)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-start-'))
  await chmod(folder, 0o755)
})
afterAll(async () => {
  await removeEmbeddedPostgres(join(folder, 'postgres'))
  await rm(folder, { recursive: true, force: true })
})

interface Running {
  readonly url: string
  readonly gatewayUrl: string
  readonly said: () => string
  stop(signal: NodeJS.Signals): Promise<number | null>
}

function spawnStart(words: readonly string[] = [], environment: Record<string, string> = {}) {
  const own = { TONGZHOU_DATA_FOLDER: folder, TONGZHOU_PORT: String(port), TONGZHOU_LOG_LEVEL: 'warn' }
  const child = spawn(process.execPath, [main, 'start', '--json', ...words], {
    env: { PATH: process.env.PATH, ...own, ...environment },
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, ended, said: () => said }
}

async function start(words: readonly string[] = [], environment: Record<string, string> = {}): Promise<Running> {
  const { child, ended, said } = spawnStart(words, environment)
  const line = await Promise.race([firstLine(child), ended.then((code) => `ended with ${code}: ${said()}`)])
  const { gateway, url } = JSON.parse(line) as { gateway: string; url: string }
  return {
    url,
    gatewayUrl: gateway,
    said,
    stop: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
  })
}

const demoInbox = async (url: string) => (await (await fetch(`${url}/demo/inbox`)).json()) as { text: string }[]
const answers = (url: string) =>
  fetch(url).then(
    (response) => response.status > 0,
    () => false,
  )

async function signIn(url: string, phone: string): Promise<{ personId: string; roles: string[] }> {
  const post = (path: string, body: object) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect((await post('/sign-in/code', { phone })).status).toBe(204)
  const code = /[0-9]{6}/.exec((await demoInbox(url))[0]!.text)![0]
  const session = (await (await post('/sign-in', { phone, code, bearer: true })).json()) as { token: string }
  const me = await fetch(`${url}/me`, { headers: { authorization: `Bearer ${session.token}` } })
  return (await me.json()) as { personId: string; roles: string[] }
}

async function becomesReady(url: string): Promise<unknown> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const response = await fetch(`${url}/readyz`)
    if (response.ok) return response.json()
    await new Promise((wake) => setTimeout(wake, 100))
  }
  return (await fetch(`${url}/readyz`)).json()
}

test('one command starts everything, a second one says what is in its way, a signal stops it all, and the data stays', async () => {
  const first = await start()
  expect(await becomesReady(first.url)).toMatchObject({ ready: true })
  const operator = await signIn(first.url, '15499999907')
  expect(operator.roles).toContain('operator')
  expect(await answers(first.gatewayUrl)).toBe(true)

  const second = spawnStart()
  expect(await second.ended).toBe(2)
  expect(second.said()).toContain(`Port ${port} is taken`)

  expect(await first.stop('SIGTERM')).toBe(0)
  expect(await answers(first.gatewayUrl)).toBe(false)

  const again = await start()
  expect(again.said()).not.toContain('migrations applied')
  const sameOperator = await signIn(again.url, '15499999906')
  expect(BigInt(sameOperator.personId)).toBeLessThan(BigInt(operator.personId))
  expect(await again.stop('SIGINT')).toBe(0)

  const anew = await start(['--fresh'], { TONGZHOU_TRIAL_MEMBERS: '0' })
  expect(anew.said()).toContain('migrations applied')
  expect(await anew.stop('SIGTERM')).toBe(0)
}, 120_000)

test('--fresh removes no database that is not the embedded one', async () => {
  const refused = spawnStart(['--fresh'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  expect(await refused.ended).toBe(2)
  expect(refused.said()).toContain('--fresh removes the embedded database only')
})
