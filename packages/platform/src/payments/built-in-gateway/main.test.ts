import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'
import { testClient } from '../../../test/payment-gateway.ts'

const folder = mkdtempSync(join(tmpdir(), 'built-in-gateway-'))
const running: ChildProcess[] = []

afterEach(async () => {
  for (const child of running.splice(0)) await stop(child, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function start() {
  const settings = join(folder, 'settings.json')
  writeFileSync(settings, JSON.stringify({ apiSecret: 'a secret of tests only', file: join(folder, 'bank.sqlite') }))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), settings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  for await (const line of createInterface({ input: child.stdout! })) {
    const { url, noticeKey } = JSON.parse(line) as { url: string; noticeKey: string }
    return { child, noticeKey, gateway: testClient({ url, noticeKey }, { timeoutMs: 5_000 }) }
  }
  throw new Error('the gateway ended before it was ready')
}

async function stop(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

it('runs as a process of its own, and knows its keys and its signing key again after being killed', async () => {
  const batch = { key: 'b1', debits: [{ key: 'p:1:1', accountToken: 'account-1', amountFen: 3n }] }
  const first = await start()
  expect(await first.gateway.collect(batch)).toMatchObject({ state: 'received' })
  await stop(first.child, 'SIGKILL')

  const second = await start()
  expect(second.noticeKey).toBe(first.noticeKey)
  const other = { ...batch, debits: [{ ...batch.debits[0]!, amountFen: 4n }] }
  expect(await second.gateway.collect(other)).toEqual({ state: 'refused', code: 'batch-key-reused' })
  expect(await second.gateway.outcomesOf('b1')).toMatchObject({ outcomes: [{ state: 'collected' }] })
  await stop(second.child, 'SIGTERM')
  expect(second.child.exitCode).toBe(0)
})
