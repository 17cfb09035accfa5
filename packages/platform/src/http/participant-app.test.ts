import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from './app.ts'
import { participantApp } from './participant-app.ts'

let folder: string
let app: App

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-built-app-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'assets/index-abc.js'), 'let plain')
  await writeFile(join(folder, 'assets/index-abc.js.br'), 'packed')
  await writeFile(join(folder, 'service-worker.js'), 'let worker')
  app = fastify() as unknown as App
  await participantApp(folder)(app, null as never)
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

test('the first address leads to the app', async () => {
  for (const url of ['/', '/app']) expect((await app.inject(url)).headers.location).toBe('/app/')
})

test('a file with its hash in its name is kept for ever, and comes compressed to who takes it', async () => {
  const packed = await app.inject({ url: '/app/assets/index-abc.js', headers: { 'accept-encoding': 'gzip, br' } })
  expect(packed.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=utf-8',
  })
  expect(packed.body).toBe('packed')
  expect((await app.inject('/app/assets/index-abc.js')).body).toBe('let plain')
})

test('the service worker is asked for each time', async () => {
  expect((await app.inject('/app/service-worker.js')).headers['cache-control']).toBe('no-cache')
})

test.each(['/app/assets/gone.js', '/app/assets/..%2Fservice-worker.js', '/app/assets/', '/app/gone.png', '/claims'])(
  'there is nothing at %s, and no page pretends there is',
  async (url) => {
    expect((await app.inject(url)).statusCode).toBe(404)
  },
)

describe('a page', () => {
  const pages = ['/app/', '/app/claims/7F3K-9Q2M', '/app/join/critical-illness/apply?step=who', '/app/public/cases/1.2']

  test.each(pages)('%s before the build says what to run', async (url) => {
    const answer = await app.inject(url)
    expect(answer.statusCode).toBe(503)
    expect(answer.body).toContain('npm run build:app')
  })

  test.each(pages)('%s is the app: never kept, and running nothing but its own scripts', async (url) => {
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>built</title>')
    const answer = await app.inject(url)
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(answer.body).toContain('built')
    const policy = String(answer.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
    expect(policy).not.toContain('unsafe')
  })
})
