import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from './app.ts'
import { consoleApp } from './console-app.ts'
import { participantApp } from './participant-app.ts'

let folder: string
let app: App

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-built-console-'))
  await writeFile(join(folder, 'icon.svg'), '<svg/>')
  app = fastify() as unknown as App
  await participantApp(join(folder, 'elsewhere'))(app, null as never)
  await consoleApp(folder)(app, null as never)
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

test('before the build every page says what to run', async () => {
  const answer = await app.inject('/console/review')
  expect(answer.statusCode).toBe(503)
  expect(answer.body).toContain('npm run build:app')
})

test('each page carries a nonce of its own, by which alone styles may be written', async () => {
  await writeFile(join(folder, 'index.html'), '<meta property="csp-nonce" nonce="NONCE_OF_THIS_PAGE">')
  const nonces = await Promise.all(
    ['/console/', '/console/claims/7F3K-9Q2M'].map(async (url) => {
      const answer = await app.inject(url)
      const [, nonce] = /nonce="([^"]+)"/.exec(answer.body)!
      const policy = String(answer.headers['content-security-policy'])
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
      expect(policy).not.toContain('unsafe')
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store'])
      return nonce
    }),
  )
  expect(new Set(nonces).size).toBe(2)
})

test('the console serves its own files beside the app', async () => {
  expect((await app.inject('/console/icon.svg')).body).toBe('<svg/>')
  expect((await app.inject('/app/icon.svg')).statusCode).toBe(404)
  expect((await app.inject('/console')).headers.location).toBe('/console/')
})
