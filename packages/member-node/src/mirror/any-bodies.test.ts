import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { handOver, logSigner, MadeLog, post } from '../../test/made-log.ts'
import { madeMember } from '../../test/made-member.ts'
import { openAlarms } from '../storage/alarms.ts'
import { originHash } from './mirror.ts'

test('whatever bytes come, the answer is one of the specification, and the mirror stays what it was', async () => {
  const { url, member } = await madeMember({ witness: true })
  const log = MadeLog.of(600)
  expect((await handOver(url, log, 0, 300)).status).toBe(200)
  await post(`${url}/add-checkpoint`, await log.addCheckpoint(300))
  const checkpoint = Buffer.from(await log.addCheckpoint(600))
  const entries = Buffer.from(await log.addEntries(300))
  const change = fc.record({
    good: fc.constantFrom(checkpoint, entries),
    at: fc.nat(entries.length),
    bytes: fc.uint8Array({ maxLength: 20 }),
    cut: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(
      change,
      fc.constantFrom('add-checkpoint', 'add-entries'),
      async ({ good, at, bytes, cut }, name) => {
        const from = at % good.length
        const rest = cut ? Buffer.alloc(0) : good.subarray(from + bytes.length)
        const body = Buffer.concat([good.subarray(0, from), bytes, rest])
        const { status } = await post(`${url}/${name}`, body)
        expect([200, 202, 400, 403, 404, 409, 422]).toContain(status)
      },
    ),
    { numRuns: 400 },
  )
  expect(openAlarms(member.store)).toEqual([])
  const { status } = await handOver(url, log, 600)
  expect(status).toBe(200)
  expect(
    Buffer.compare(
      member.mirror.held.root,
      await import('@tongzhou/tlog').then(({ treeRoot }) => treeRoot(log.hashes, 600)),
    ),
  ).toBe(0)
})

test('a connection that breaks off in the middle leaves what came whole', async () => {
  const { url, member } = await madeMember()
  const log = MadeLog.of(900)
  await post(`${url}/add-checkpoint`, await log.addCheckpoint(0))
  const body = Buffer.from(await log.addEntries(0))
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write(
    `POST /add-entries HTTP/1.1\r\nhost: a\r\ncontent-type: application/octet-stream\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  socket.write(body.subarray(0, Math.floor(body.length * 0.7)))
  await expect.poll(() => member.mirror.taken, { timeout: 5_000 }).toBe(512)
  socket.destroy()
  await expect.poll(() => member.mirror.held.size, { timeout: 5_000 }).toBe(512)
  expect((await post(`${url}/add-entries`, await log.addEntries(512))).status).toBe(200)
})

test('tiles are served with their type and cached for ever, the checkpoint for seconds, and nothing else is there', async () => {
  const { url } = await madeMember({ witness: true })
  const prefix = `${url}/mirror/${originHash(logSigner.key.name)}`
  expect((await fetch(`${prefix}/checkpoint`)).status).toBe(404)
  const log = MadeLog.of(300)
  expect((await handOver(url, log, 0)).status).toBe(200)
  for (const path of [
    'tile/0/000',
    'tile/0/001.p/44',
    'tile/1/000.p/1',
    'tile/entries/000',
    'tile/entries/001.p/44',
    'tile/0/000.p/7',
  ]) {
    const { status, headers } = await fetch(`${prefix}/${path}`)
    expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'application/octet-stream'])
    expect(headers.get('cache-control')).toContain('immutable')
  }
  for (const path of [
    'tile/0/002',
    'tile/0/0',
    'tile/0/001',
    'tile/entries/../../keys',
    'tile/9/000',
    'tile/0/000.p/0',
  ]) {
    expect((await fetch(`${prefix}/${path}`)).status, path).toBe(404)
  }
  const { headers } = await fetch(`${prefix}/checkpoint`)
  expect([headers.get('content-type'), headers.get('cache-control')]).toEqual([
    'text/plain; charset=utf-8',
    'public, max-age=2',
  ])
  const witness = await (await fetch(`${url}/witness/${originHash(logSigner.key.name)}/checkpoint`)).text()
  expect(witness).toContain('\u2014 hospital.example/witness ')
  expect(await (await fetch(`${prefix}/checkpoint`)).text()).not.toContain('/witness ')
})
