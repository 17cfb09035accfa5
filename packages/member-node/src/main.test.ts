import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { equalBytes, openNote, parseMirrorInfo, parseVerifierKey, treeRoot } from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import { expect, onTestFinished, test } from 'vitest'
import { type Answer, MadeLog, post } from '../test/made-log.ts'
import { logAt, madeFolder, madeSettings, publish } from '../test/made-member.ts'

const program = join(import.meta.dirname, 'main.ts')

function run(...given: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...given], { encoding: 'utf8' })
  return { status, out: stdout, err: stderr }
}

function writeSettings(changes: Record<string, unknown> = {}): { folder: string; path: string } {
  const folder = madeFolder()
  const path = join(folder, 'member.json')
  writeFileSync(path, JSON.stringify(madeSettings('data', changes)))
  return { folder, path }
}

interface Served {
  readonly url: string
  readonly keys: Record<string, string>
  readonly child: ChildProcess
}

async function serve(path: string): Promise<Served> {
  const child = spawn(process.execPath, [program, 'start', path], { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(createInterface(child.stdout!), 'line')) as [string]
  const started = JSON.parse(line) as { url: string; processId: number; keys: Record<string, string> }
  expect(started.processId).toBe(child.pid)
  return { ...started, child }
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal)
  const [code] = child.exitCode === null && child.signalCode === null ? await once(child, 'exit') : [child.exitCode]
  return code as number | null
}

test('init makes six keys that only the owner reads, and makes none twice; start needs them', () => {
  const { folder, path } = writeSettings()
  expect(run('start', path)).toMatchObject({ status: 1, err: expect.stringContaining('init SETTINGS') })
  const first = run('init', path)
  expect(Object.keys(JSON.parse(first.out))).toEqual(['mirror', 'witness', 'receipt', 'attester', 'lot', 'ballot'])
  for (const use of ['mirror', 'witness', 'receipt', 'attester', 'lot', 'ballot']) {
    expect(statSync(join(folder, 'data/keys', `${use}.key`)).mode & 0o777).toBe(0o600)
    expect(first.out).not.toContain(
      readFileSync(join(folder, 'data/keys', `${use}.key`), 'utf8')
        .split(' ')[3]!
        .trim(),
    )
  }
  expect(run('init', path).out).toBe(first.out)
})

test('wrong settings end with 1, the field and the reason', () => {
  const { path } = writeSettings({ quorum: 1 })
  expect(run('start', path)).toMatchObject({
    status: 1,
    err: expect.stringContaining('quorum: 1 of 2 members is not safe'),
  })
  expect(run('start', '/nowhere.json')).toMatchObject({ status: 1, err: expect.stringContaining('nowhere.json') })
  expect(run('dance')).toMatchObject({ status: 1, err: expect.stringContaining('start SETTINGS') })
})

test('serves its page, state, health and metrics; ends on SIGTERM with 0', async () => {
  const { path } = writeSettings()
  run('init', path)
  const { url, child, keys } = await serve(path)
  const page = await (await fetch(`${url}/`)).text()
  for (const text of ['同舟医院集团', 'Tongzhou Hospital Group', 'width=device-width', keys.mirror!.split('+')[1]!]) {
    expect(page).toContain(text)
  }
  expect(await (await fetch(`${url}/state.json`)).json()).toMatchObject({ entries: 0, signs: true, alarms: [] })
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok', entries: 0 })
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('\ntongzhou_member_signs 1\n')
  expect(await kill(child, 'SIGTERM')).toBe(0)
})

test('an alarm is listed and resolved beside the running member', async () => {
  const { path } = writeSettings()
  run('init', path)
  const { url } = await serve(path)
  await post(`${url}/add-checkpoint`, await MadeLog.of(7).addCheckpoint(0))
  await post(`${url}/add-checkpoint`, `old 7\n\n${await MadeLog.of(7, 'lie').checkpoint()}`)
  const [alarm] = JSON.parse(run('alarms', path).out) as { id: number; name: string }[]
  expect(alarm!.name).toBe('fork')
  const file = join(madeFolder(), 'evidence.txt')
  writeFileSync(file, await (await fetch(`${url}/alarms/${alarm!.id}/evidence`)).text())
  expect(JSON.parse(run('check-evidence', file).out)).toMatchObject({
    proves: 'one key signed two trees',
    sizes: [7, 7],
  })
  expect(run('resolve', path, String(alarm!.id), 'seen').status).toBe(0)
  expect(run('resolve', path, String(alarm!.id), 'seen')).toMatchObject({
    status: 1,
    err: expect.stringContaining('is open'),
  })
  expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({ status: 'ok' })
})

/** What a log does: asks where to go on, sends, until the member has cosigned `size`. */
/** Brings the log up to a size, or up to the larger one of a checkpoint that was answered to somebody who did not live to hear it. */
async function upload(url: string, log: MadeLog, size: number): Promise<Answer & { readonly size: number }> {
  const probe = await post(`${url}/add-checkpoint`, await log.addCheckpoint(0, size))
  const oldSize = probe.status === 409 ? Number(probe.text) : size
  if (probe.status === 409 && oldSize < size)
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(oldSize, size))
  let signed = size
  let answer = await post(`${url}/add-entries`, await log.addEntries(size, size))
  while (answer.status === 409 || answer.status === 202) {
    const info = parseMirrorInfo(answer.text)
    signed = info.size
    answer = await post(`${url}/add-entries`, await log.addEntries(info.nextEntry, info.size, 3))
  }
  return { ...answer, size: signed }
}

test('killed at any moment under load, the next start goes on: no fork, no gap, nothing lost that was answered', async () => {
  const log = MadeLog.of(12_000)
  const published = await publish(log)
  published.checkpoint = undefined
  const { path } = writeSettings(logAt(published.url))
  run('init', path)
  let cosigned = 0
  for (let life = 0; life < 8; life++) {
    const { url, child, keys } = await serve(path)
    const timer = setTimeout(() => child.kill('SIGKILL'), 20 + life * 45)
    const state = (await fetch(`${url}/state.json`)
      .then((answer) => answer.json())
      .catch(() => null)) as { cosignedSize: number; alarms: [] } | null
    if (state) expect(state.cosignedSize, 'what was answered is there').toBeGreaterThanOrEqual(cosigned)
    if (state) expect(state.alarms).toEqual([])
    try {
      for (let size = Math.max(cosigned, 1); size <= 12_000; size += 700) {
        const answer = await upload(url, log, size)
        if (answer.status !== 200) continue
        const checkpoint = await log.checkpoint(answer.size)
        await openNote(`${checkpoint}${answer.text}`, [parseVerifierKey(keys.mirror!)], nodeVerifier)
        cosigned = answer.size
      }
    } catch (error) {
      // The connection to a killed process.
      if (!(error instanceof TypeError)) throw error
    }
    clearTimeout(timer)
    await kill(child, 'SIGKILL')
  }
  const { url } = await serve(path)
  expect((await upload(url, log, 12_000)).status).toBe(200)
  expect(await (await fetch(`${url}/state.json`)).json()).toMatchObject({
    entries: 12_000,
    cosignedSize: 12_000,
    alarms: [],
  })
  const [, size, root] = (await log.checkpoint()).split('\n')
  expect([size, equalBytes(Buffer.from(root!, 'base64'), await treeRoot(log.hashes, 12_000))]).toEqual(['12000', true])
}, 120_000)
