import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildGo, whyNoGo } from './programs.ts'

const missing = whyNoGo()
if (missing) console.warn(`interop/our-log.test.ts skips: ${missing}`)

const main = join(import.meta.dirname, '../packages/platform/src/cli/main.ts')
const run = promisify(execFile)

/** `npm start` with its four members, read over HTTP by programs that share no code with ours. */
describe.skipIf(missing)('the log of a running platform', () => {
  let folder: string
  let url: string
  let stop: () => Promise<void>
  let reader: string
  let keys: { log: string; members: string[] }
  const read = (address: string, ...more: string[]) =>
    run(reader, ['-url', address, '-key', keys.log, ...keys.members.flatMap((key) => ['-cosigner', key]), ...more])
      .then(({ stdout }) => ({ code: 0, stdout, stderr: '' }))
      .catch((fault: { code: number; stdout: string; stderr: string }) => fault)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongzhou-our-log-'))
    reader = buildGo('read-log')
    // Debian's PostgreSQL user must reach the data folder.
    spawnSync('chmod', ['755', folder])
    const environment = { ...process.env, TONGZHOU_DATA_FOLDER: join(folder, 'data'), TONGZHOU_PORT: '0' }
    const child = spawn(process.execPath, [main, 'start', '--json'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let complaints = ''
    child.stderr.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk.toString()).slice(-4_000)
    })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    stop = async () => {
      child.kill('SIGTERM')
      await ended
    }
    url = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => {
        const said = JSON.parse(chunk.toString()) as { url?: string }
        if (said.url === undefined) reject(new Error(`the platform did not start: ${chunk} ${complaints}`))
        else resolve(said.url)
      })
      child.once('exit', () => reject(new Error(`the platform ended: ${complaints}`)))
    })
    await waitFor(async () => (await fetch(`${url}/log/checkpoint`)).ok)
    const policy = await (await fetch(`${url}/log/policy`)).text()
    const words = policy.split('\n').map((line) => line.split(' '))
    keys = {
      log: words.find(([word]) => word === 'log')![1]!,
      members: words.filter(([word]) => word === 'witness').map(([, , key]) => key!),
    }
  })
  afterAll(async () => {
    await stop?.()
    await rm(folder, { recursive: true, force: true })
  })

  test("is whole for Go's sumdb: root from tiles and from entries, inclusion, signatures of log and members", async () => {
    const { code, stderr, stdout } = await read(`${url}/log`)
    expect([code, stderr]).toEqual([0, ''])
    const result = JSON.parse(stdout) as { size: number; inclusions: number; signedBy: string[] }
    expect(result.size).toBeGreaterThan(2)
    expect(result.inclusions).toBe(result.size)
    expect(result.signedBy.length).toBeGreaterThanOrEqual(4)
  })

  test('has only grown since an earlier checkpoint', async () => {
    const old = join(folder, 'old-checkpoint')
    await writeFile(old, await (await fetch(`${url}/log/checkpoint`)).text())
    const before = Number((await readFile(old, 'utf8')).split('\n')[1])
    // Any command grows the log: a plan of another name is loaded from the file that ships.
    const plan = JSON.parse(
      await readFile(join(import.meta.dirname, '../docs/examples/small-cooperative.json'), 'utf8'),
    )
    const file = join(folder, 'plan.json')
    await writeFile(file, JSON.stringify(plan))
    await run(process.execPath, [main, 'plan', 'load', file], {
      env: { ...process.env, TONGZHOU_DATA_FOLDER: join(folder, 'data') },
    })
    await waitFor(async () => Number((await (await fetch(`${url}/log/checkpoint`)).text()).split('\n')[1]) > before)
    const { code, stderr, stdout } = await read(`${url}/log`, '-old', old)
    expect([code, stderr]).toEqual([0, ''])
    expect((JSON.parse(stdout) as { oldSize: number }).oldSize).toBe(before)
  })

  test.each(['/checkpoint', '/tile/0/', '/tile/entries/'])('with one changed byte in %s is refused', async (part) => {
    const liar = createServer(async (request, response) => {
      const answer = await fetch(`${url}${request.url}`)
      const bytes = Buffer.from(await answer.arrayBuffer())
      if (request.url!.includes(part)) bytes[bytes.length >> 1]! ^= 1
      response.statusCode = answer.status
      response.end(bytes)
    })
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
    try {
      const { code, stderr } = await read(`http://127.0.0.1:${(liar.address() as AddressInfo).port}/log`)
      expect(code).toBe(1)
      expect(stderr).not.toBe('')
    } finally {
      liar.closeAllConnections()
      liar.close()
    }
  })
})

async function waitFor(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await check()) return
    await pause(100)
  }
  throw new Error('it did not happen in 20 seconds')
}
