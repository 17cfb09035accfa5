import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { cosign, formatNote, formatVerifierKey, parseNote, parseVerifierKey } from '@tongzhou/tlog'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { handOver, logSigner, MadeLog, post } from '../../test/made-log.ts'
import { logAt, madeFolder, madeMember, peerSigner, publish } from '../../test/made-member.ts'
import { checkForkEvidence } from '../mirror/fork-evidence.ts'
import { originHash } from '../mirror/mirror.ts'
import type { RunningMember } from '../start-member.ts'
import { evidenceOf, openAlarms, resolveAlarm } from '../storage/alarms.ts'
import { deliverAlarms, logAlarms } from './deliver-alarms.ts'

const peersAt = (monitoringUrl: string) => ({
  peers: [{ name: 'peer.example', monitoringUrl, mirrorKey: formatVerifierKey(peerSigner.key) }],
})

/** The alarm is on the page, and nothing is signed any more. */
async function expectAlarm(running: RunningMember, name: string, log: MadeLog): Promise<number> {
  const alarms = openAlarms(running.member.store)
  expect(alarms.map((alarm) => alarm.name)).toContain(name)
  expect(await (await fetch(`${running.url}/`)).text()).toContain(`<h3>${name}</h3>`)
  const { size } = running.member.mirror.held
  log.append(new Uint8Array([1]))
  const answer = await handOver(running.url, log, size)
  expect(answer, 'refuses to sign').toMatchObject({ status: 403, text: expect.stringContaining(name) })
  return alarms.find((alarm) => alarm.name === name)!.id
}

describe('what a member notices on its own', () => {
  test('nothing, where all is well', async () => {
    const log = MadeLog.of(700)
    const published = await publish(log)
    const running = await madeMember(logAt(published.url))
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    for (let round = 0; round < 5; round++) await running.gossipNow()
    expect(openAlarms(running.member.store)).toEqual([])
  })

  test('split-view: the log publishes another tree of a size that it holds', async () => {
    const log = MadeLog.of(400)
    const published = await publish(MadeLog.of(300, 'lie'))
    const running = await madeMember(logAt(published.url))
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    await running.gossipNow()
    const id = await expectAlarm(running, 'split-view', log)
    const evidence = evidenceOf(running.member.store, id)!
    expect(await checkForkEvidence(evidence)).toMatchObject({ sizes: [300, 400] })
    await expect(
      checkForkEvidence(evidence.replace('"consistency": [\n', '"consistency": ["AA==",\n')),
    ).rejects.toThrow()
  })

  test('split-view: two trees of one size are shown to two members, who see it in each other', async () => {
    const log = MadeLog.of(300)
    const lie = MadeLog.of(300, 'lie')
    const other = await madeMember({})
    expect((await handOver(other.url, lie, 0)).status).toBe(200)
    const running = await madeMember(peersAt(`${other.url}/mirror`))
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    await running.gossipNow()
    await expectAlarm(running, 'split-view', log)
  })

  test('split-view is noticed later too, once it holds as many entries as the other was shown', async () => {
    const log = MadeLog.of(300)
    const lie = MadeLog.of(600, 'lie')
    const other = await madeMember({})
    expect((await handOver(other.url, lie, 0)).status).toBe(200)
    const running = await madeMember(peersAt(`${other.url}/mirror`))
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    await running.gossipNow()
    expect(openAlarms(running.member.store), 'not comparable yet').toEqual([])
    const grown = MadeLog.of(700)
    expect((await handOver(running.url, grown, 300)).status).toBe(200)
    await running.gossipNow()
    await expectAlarm(running, 'split-view', grown)
  })

  test('rollback: the published log stays shorter than it was, as after a restored backup', async () => {
    const log = MadeLog.of(300)
    const published = await publish(log)
    const running = await madeMember(logAt(published.url))
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    await running.gossipNow()
    published.checkpoint = await log.checkpoint(200)
    for (let look = 0; look < 3; look++) await running.gossipNow()
    expect(openAlarms(running.member.store), 'a cache may show an old one').toEqual([])
    await running.gossipNow()
    await expectAlarm(running, 'rollback', log)
  })

  test("fork: yesterday's backup goes on with other entries, below the size that it has signed", async () => {
    const log = MadeLog.of(500)
    const running = await madeMember({})
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    const restored = MadeLog.of(400)
    for (let index = 0; index < 50; index++) restored.append(new TextEncoder().encode(`after the backup ${index}`))
    const answer = await post(`${running.url}/add-checkpoint`, await restored.addCheckpoint(400))
    expect(answer).toEqual({ status: 409, type: 'text/x.tlog.size', text: '500\n' })
    const id = await expectAlarm(running, 'fork', log)
    expect(await checkForkEvidence(evidenceOf(running.member.store, id)!)).toMatchObject({ sizes: [450, 500] })
  })

  test('tile-changed: a published tile or bundle is another than before', async () => {
    const log = MadeLog.of(200)
    const published = await publish(log)
    const running = await madeMember(logAt(published.url))
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    published.changed.set('tile/0/000.p/200', new Uint8Array(200 * 32))
    await running.gossipNow()
    await expectAlarm(running, 'tile-changed', log)
  })

  test('own-tile-changed: a file was swapped on its own disk, in a round and at the start', async () => {
    const log = MadeLog.of(700)
    const folder = madeFolder()
    const running = await madeMember({}, { folder })
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    const mirror = join(folder, 'mirror', originHash(logSigner.key.name))
    const path = join(mirror, 'tile/entries/001')
    const bytes = readFileSync(path)
    bytes[10]! ^= 1
    writeFileSync(path, bytes)
    await running.gossipNow()
    expect(openAlarms(running.member.store)).toMatchObject([{ name: 'own-tile-changed', subject: 'tile/entries/001' }])
    await expectAlarm(running, 'own-tile-changed', log)

    const second = madeFolder()
    const first = await madeMember({}, { folder: second })
    expect((await handOver(first.url, log, 0)).status).toBe(200)
    await first.stop()
    rmSync(join(second, 'mirror', originHash(logSigner.key.name), 'tile/1/000.p/2'))
    const again = await madeMember({}, { folder: second })
    expect(openAlarms(again.member.store)).toMatchObject([{ name: 'own-tile-changed', subject: 'edge' }])
    log.append(new Uint8Array([2]))
    const answer = await handOver(again.url, log, 701)
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('own-tile-changed') })
  })

  test('what is broken on its own disk is fetched again, checked, and then someone resolves the alarm', async () => {
    const log = MadeLog.of(700)
    const published = await publish(log)
    const folder = madeFolder()
    const first = await madeMember({}, { folder })
    expect((await handOver(first.url, log, 0)).status).toBe(200)
    await first.stop()
    const mirror = join(folder, 'mirror', originHash(logSigner.key.name))
    writeFileSync(join(mirror, 'tile/entries/000'), 'gone')
    rmSync(join(mirror, 'tile/entries/002.p/188'))
    const again = await madeMember(logAt(published.url), { folder })
    await again.gossipNow()
    await again.gossipNow()
    const alarms = openAlarms(again.member.store)
    expect(alarms.map(({ name, subject }) => [name, subject])).toEqual([
      ['own-tile-changed', 'edge'],
      ['own-tile-changed', 'tile/entries/000'],
      ['own-tile-changed', 'tile/entries/002.p/188'],
    ])
    for (const { id } of alarms) resolveAlarm(again.member.store, id, 'the disk was changed')
    await again.gossipNow()
    expect(openAlarms(again.member.store)).toEqual([])
    log.append(new Uint8Array([2]))
    expect((await handOver(again.url, log, 700)).status).toBe(200)
  })

  test('cosignature-invalid: a cosignature is replayed under another checkpoint', async () => {
    const log = MadeLog.of(300)
    const published = await publish(log)
    const running = await madeMember({ ...logAt(published.url) })
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    const before = parseNote(await log.checkpoint(200)).text
    const { text, signatures } = parseNote(await log.checkpoint())
    published.checkpoint = formatNote({
      text,
      signatures: [...signatures, await cosign(peerSigner, before, 1_800_000_000)],
    })
    await running.gossipNow()
    await expectAlarm(running, 'cosignature-invalid', log)
  })

  test('a peer that shows nonsense is a warning: one liar does not stop the others', async () => {
    const log = MadeLog.of(300)
    const published = await publish(log)
    const running = await madeMember(peersAt(published.url))
    expect((await handOver(running.url, log, 0)).status).toBe(200)
    const { text, signatures } = parseNote(await log.checkpoint())
    const wrong = await cosign(peerSigner, parseNote(await log.checkpoint(9)).text, 1_800_000_000)
    published.checkpoint = formatNote({ text, signatures: [...signatures, wrong] })
    await running.gossipNow()
    expect(openAlarms(running.member.store)).toMatchObject([{ name: 'cosignature-invalid', stops: false }])
    log.append(new Uint8Array([1]))
    expect((await handOver(running.url, log, 300)).status).toBe(200)
  })

  test('cosignature-not-mine: its key has signed what it never signed, so someone else has the key', async () => {
    const log = MadeLog.of(300)
    const published = await publish(log)
    const running = await madeMember({ ...logAt(published.url) })
    const answer = await handOver(running.url, log, 0)
    published.checkpoint = `${await log.checkpoint()}${answer.text}`
    await running.gossipNow()
    expect(openAlarms(running.member.store), 'its own is known').toEqual([])
    const { text, signatures } = parseNote(await log.checkpoint())
    const nowSeconds = Math.floor(Date.now() / 1_000)
    const stolen = await cosign(running.member.keys.mirror, text, nowSeconds - 77)
    published.checkpoint = formatNote({ text, signatures: [...signatures, stolen] })
    await running.gossipNow()
    await expectAlarm(running, 'cosignature-not-mine', log)
  })
})

describe('catching up', () => {
  test('a member that joins pulls everything from the log, then cosigns; one that was down goes on where it was', async () => {
    const log = MadeLog.of(1_500)
    const published = await publish(log)
    const folder = madeFolder()
    const running = await madeMember(logAt(published.url), { folder })
    await running.gossipNow()
    expect(await (await fetch(`${running.url}/state.json`)).json()).toMatchObject({
      entries: 1_500,
      cosignedSize: 1_500,
    })
    await running.stop()

    for (let index = 1_500; index < 4_000; index++) log.append(new TextEncoder().encode(`entry ${index}`))
    published.checkpoint = await log.checkpoint()
    published.asked.length = 0
    const again = await madeMember(logAt(published.url), { folder })
    await again.gossipNow()
    expect(await (await fetch(`${again.url}/state.json`)).json()).toMatchObject({ cosignedSize: 4_000, alarms: [] })
    expect(
      published.asked.filter((path) => path.startsWith('tile/entries/000')),
      'not what it has',
    ).toEqual([])
    expect(await (await fetch(`${again.url}/mirror/${originHash(logSigner.key.name)}/checkpoint`)).text()).toContain(
      `\n4000\n`,
    )
  })

  test('pulls from another mirror where the log does not answer', async () => {
    const log = MadeLog.of(900)
    const other = await madeMember({})
    expect((await handOver(other.url, log, 0)).status).toBe(200)
    const running = await madeMember(peersAt(`${other.url}/mirror`))
    await running.gossipNow()
    expect(running.member.mirror.held.size).toBe(900)
    const state = await (await fetch(`${running.url}/state.json`)).json()
    expect(state).toMatchObject({
      cosignedSize: 900,
      log: { fault: expect.any(String) },
      peers: [{ size: 900, lag: 0 }],
    })
  })

  test('takes nothing from a source whose tiles or entries are not those of the checkpoint', async () => {
    const published = await publish(MadeLog.of(900))
    published.changed.set('tile/entries/001', new Uint8Array(512))
    const running = await madeMember(logAt(published.url))
    await running.gossipNow()
    expect(running.member.mirror.held.size).toBe(0)
    await running.gossipNow()
    expect((await post(`${running.url}/add-checkpoint`, await MadeLog.of(900).addCheckpoint(0))).status).toBe(409)
    published.changed.clear()
    await running.gossipNow()
    expect(running.member.mirror.held.size).toBe(900)
    expect(parseVerifierKey(running.keys.mirror!).name).toBe('hospital.example')
  })
})

test('alarms go to the webhook, and again until it takes them', async () => {
  const got: unknown[] = []
  let status = 500
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      got.push(JSON.parse(body))
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  let now = Temporal.Instant.from('2026-11-25T08:00:00Z')
  const alarmWebhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alarms`
  const { url, member } = await madeMember({ alarmWebhook }, { now: () => now })
  await post(`${url}/add-checkpoint`, await MadeLog.of(7).addCheckpoint(0))
  await post(`${url}/add-checkpoint`, `old 7\n\n${await MadeLog.of(7, 'lie').checkpoint()}`)
  await deliverAlarms(member)
  await deliverAlarms(member)
  expect(got, 'not at once again').toHaveLength(1)
  expect(got[0]).toMatchObject({ member: 'hospital.example', alarm: 'fork', subject: 'size/7', stopsCosigning: true })
  status = 204
  now = now.add({ seconds: 2 })
  await deliverAlarms(member)
  now = now.add({ hours: 1 })
  await deliverAlarms(member)
  expect(got, 'taken, so not again').toHaveLength(2)
})

test('every open alarm stands once in the log of the member', async () => {
  const lines: string[] = []
  const logger = pino({}, { write: (line: string) => void lines.push(line) })
  const { url, member } = await madeMember({})
  const log = logAlarms()
  await log({ ...member, logger })
  await post(`${url}/add-checkpoint`, await MadeLog.of(7).addCheckpoint(0))
  await post(`${url}/add-checkpoint`, `old 7\n\n${await MadeLog.of(7, 'lie').checkpoint()}`)
  await log({ ...member, logger })
  await log({ ...member, logger })
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { alarm: 'fork', subject: 'size/7', stopsCosigning: true },
  ])
  expect(lines).toHaveLength(1)
})
