import { gzipSync } from 'node:zlib'
import {
  encodeAddEntries,
  equalBytes,
  openNote,
  parseCheckpoint,
  parseMirrorInfo,
  parseVerifierKey,
  utf8,
} from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import { describe, expect, test } from 'vitest'
import { handOver, logSigner, MadeLog, post } from '../../test/made-log.ts'
import { madeFolder, madeMember } from '../../test/made-member.ts'
import { RemoteTiles } from '../gossip/fetch-resource.ts'
import { openAlarms, raiseAlarm, resolveAlarm } from '../storage/alarms.ts'
import { originHash } from './mirror.ts'

const origin = logSigner.key.name
const mirrorOf = (url: string) => `${url}/mirror/${originHash(origin)}`

/** Reads a whole mirror over HTTP and holds it against the log. */
async function checkMirror(url: string, log: MadeLog, size: number): Promise<void> {
  const note = await (await fetch(`${mirrorOf(url)}/checkpoint`)).text()
  expect(note.startsWith((await log.checkpoint(size)).split('\n\n')[0]!)).toBe(true)
  const remote = new RemoteTiles(mirrorOf(url))
  for (let index = 0; index * 256 < size; index++) {
    const width = Math.min(256, size - index * 256)
    const entries = await remote.readEntries({ index, width })
    expect(entries.every((entry, at) => equalBytes(entry, log.entries[index * 256 + at]!))).toBe(true)
    const leaves = await log.hashes.readHashes(
      Array.from({ length: width }, (_, at) => ({ level: 0, index: index * 256 + at })),
    )
    expect(Buffer.from(await remote.readTile({ level: 0, index, width }))).toEqual(Buffer.concat(leaves))
  }
}

describe('add-entries', () => {
  test('ends with cosignatures, also of ML-DSA-44, and the mirror serves all of it', async () => {
    const running = await madeMember({ mlDsa44: true })
    const log = MadeLog.of(1_000)
    for (const [from, to] of [
      [0, 5],
      [5, 256],
      [256, 700],
      [700, 1_000],
    ] as const) {
      const { status, text } = await handOver(running.url, log, from, to)
      expect(status, text).toBe(200)
      const keys = [running.keys.mirror!, running.keys.mirrorMlDsa!].map(parseVerifierKey)
      const note = await log.checkpoint(to)
      const opened = await openNote(`${note}${text}`, keys, nodeVerifier)
      expect(opened.signatures.map(({ key }) => key)).toEqual(keys)
      expect(parseCheckpoint(opened.text).size).toBe(to)
      await checkMirror(running.url, log, to)
    }
  })

  test('refuses before reading: 404 another log, 422 before any checkpoint, 409 an end or a start that is not ours', async () => {
    const { url } = await madeMember()
    const log = MadeLog.of(600)
    expect((await post(`${url}/add-entries`, await log.addEntries(0))).status).toBe(422)
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(0, 300))
    const ticket = new Uint8Array(0)
    const foreign = encodeAddEntries({ origin: 'other.example', uploadStart: 0, uploadEnd: 300, ticket, packages: [] })
    expect((await post(`${url}/add-entries`, foreign)).status).toBe(404)
    for (const body of [await log.addEntries(0, 299), await log.addEntries(256, 300)]) {
      const conflict = await post(`${url}/add-entries`, body)
      expect(conflict).toMatchObject({ status: 409, type: 'text/x.tlog.mirror-info' })
      expect(parseMirrorInfo(conflict.text)).toMatchObject({ size: 300, nextEntry: 0 })
    }
    const wrongType = await post(`${url}/add-entries`, await log.addEntries(0, 300), { 'content-type': 'text/plain' })
    expect(wrongType.status).toBe(400)
  })

  test('a prefix is 202 with where to go on; an older pending checkpoint still ends an upload, a mirrored one does not', async () => {
    const { url } = await madeMember()
    const log = MadeLog.of(900)
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(0, 600))
    const part = await post(`${url}/add-entries`, await log.addEntries(0, 600, 1))
    expect(part).toEqual({ status: 202, type: 'text/x.tlog.mirror-info', text: '600\n256\n\n' })
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(600, 900))
    expect((await post(`${url}/add-entries`, await log.addEntries(256, 600))).status).toBe(200)
    expect((await post(`${url}/add-entries`, await log.addEntries(600, 900))).status).toBe(200)
    const stale = await post(`${url}/add-entries`, await log.addEntries(500, 600))
    expect(stale).toMatchObject({ status: 409, text: '900\n900\n\n' })
    await checkMirror(url, log, 900)
  })

  test('cut off within a package: what was whole counts, nothing whole is 400; a wrong entry or proof is 422', async () => {
    const { url } = await madeMember()
    const log = MadeLog.of(600)
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(0))
    const body = await log.addEntries(0)
    expect((await post(`${url}/add-entries`, body.slice(0, 500))).status).toBe(400)
    expect((await post(`${url}/add-entries`, await log.addEntries(0, 600, 0))).status).toBe(400)
    const changed = body.slice()
    changed[60]! ^= 1
    expect((await post(`${url}/add-entries`, changed)).status).toBe(422)
    expect(await post(`${url}/add-entries`, body.slice(0, -100))).toMatchObject({ status: 202, text: '600\n512\n\n' })
    expect((await post(`${url}/add-entries`, await log.addEntries(512))).status).toBe(200)
    await checkMirror(url, log, 600)
  })

  test('gzip is read, damaged gzip is 400, another coding is 415', async () => {
    const { url } = await madeMember()
    const log = MadeLog.of(600)
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(0))
    const zipped = gzipSync(await log.addEntries(0))
    const gzip = { 'content-encoding': 'gzip' }
    expect((await post(`${url}/add-entries`, utf8('not gzip at all'), gzip)).status).toBe(400)
    expect((await post(`${url}/add-entries`, zipped, { 'content-encoding': 'br' })).status).toBe(415)
    expect((await post(`${url}/add-entries`, zipped, gzip)).status).toBe(200)
    await checkMirror(url, log, 600)
  })

  test('with an alarm open the entries are kept and served, and nothing is signed until someone has resolved it', async () => {
    const { url, member } = await madeMember()
    const log = MadeLog.of(600)
    expect((await handOver(url, log, 0, 300)).status).toBe(200)
    raiseAlarm(member.store, { name: 'payout-without-decision', subject: 'claim/7', detail: 'no verdict' })
    const refused = await handOver(url, log, 300)
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('payout-without-decision') })
    expect(member.mirror.held.size).toBe(600)
    await checkMirror(url, log, 300)
    expect(await (await fetch(`${url}/state.json`)).json()).toMatchObject({
      signs: false,
      entries: 600,
      cosignedSize: 300,
    })
    resolveAlarm(member.store, openAlarms(member.store)[0]!.id, 'the verdict was on paper')
    expect((await post(`${url}/add-entries`, await log.addEntries(600))).status).toBe(200)
    await checkMirror(url, log, 600)
  })

  test('eight clients that send the same and overlapping entries at once leave one whole mirror', async () => {
    const { url, member } = await madeMember()
    const log = MadeLog.of(3_000)
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(0, 2_000))
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(2_000))
    const bodies = await Promise.all([0, 1, 2, 3].flatMap(() => [log.addEntries(0, 2_000), log.addEntries(0)]))
    const answers = await Promise.all(bodies.map((body) => post(`${url}/add-entries`, body)))
    for (const { status } of answers) expect([200, 409]).toContain(status)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0)
    expect(member.mirror.held.size).toBe(3_000)
    await checkMirror(url, log, 3_000)
  })

  test('a member that is started anew goes on, and a second process is refused the folder', async () => {
    const folder = madeFolder()
    const log = MadeLog.of(1_000)
    const first = await madeMember({}, { folder })
    expect((await handOver(first.url, log, 0, 700)).status).toBe(200)
    await expect(madeMember({}, { folder })).rejects.toThrow('another process serves')
    await first.stop()
    const second = await madeMember({}, { folder })
    await checkMirror(second.url, log, 700)
    expect((await handOver(second.url, log, 700)).status).toBe(200)
    await checkMirror(second.url, log, 1_000)
  })
})
