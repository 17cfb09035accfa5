import { spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startGatewayProcess } from './gateway-process.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-gateway-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const settings = { apiSecret: 'a secret of tests only' }
const isThere = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )

test('the gateway serves until it is asked to stop, which is no unexpected end', async () => {
  const gateway = await startGatewayProcess(join(folder, 'one'), settings)
  expect(gateway.noticeKey).toMatch(/^whpk_/)
  expect(await isThere(gateway.url)).toBe(true)
  await gateway.stop()
  await gateway.stop()
  expect(await isThere(gateway.url)).toBe(false)
  expect(gateway.endedBecause()).toBeNull()
})

test('the file with its secret is for this user only', async () => {
  const gateway = await startGatewayProcess(join(folder, 'two'), settings)
  const { mode } = await stat(join(folder, 'two', 'settings.json'))
  expect(mode & 0o077).toBe(0)
  await gateway.stop()
})

test('a gateway that was killed says so', async () => {
  const gateway = await startGatewayProcess(join(folder, 'three'), settings)
  process.kill(gateway.processId, 'SIGKILL')
  await vi.waitFor(() => expect(gateway.endedBecause()).toContain('SIGKILL'), { timeout: 5_000 })
  await gateway.stop()
})

test('it ends with the program that started it, even where that is killed', async () => {
  const module = join(import.meta.dirname, 'gateway-process.ts')
  const program = `
    const { startGatewayProcess } = await import(${JSON.stringify(module)})
    const { url } = await startGatewayProcess(${JSON.stringify(join(folder, 'five'))}, ${JSON.stringify(settings)})
    process.stdout.write(url + '\\n')
    setInterval(() => {}, 1_000)`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve) =>
    parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  )
  expect(await isThere(url)).toBe(true)
  parent.kill('SIGKILL')
  await vi.waitFor(async () => expect(await isThere(url)).toBe(false), { timeout: 5_000 })
})

test('a gateway that does not start says what it lacks', async () => {
  const starting = startGatewayProcess(join(folder, 'four'), { ...settings, port: 'none' })
  await expect(starting).rejects.toThrow(/did not start \(code 1: .*\/port/s)
})
