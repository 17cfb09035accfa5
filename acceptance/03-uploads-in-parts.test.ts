import { createHash } from 'node:crypto'
import { uploadLimits } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { expireUploads, sweepFiles } from '../packages/platform/src/evidence/index.ts'
import { photoWithPlace, pngSaying } from '../packages/platform/src/evidence/sample-files.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { claimBody, joined, type Member, openOffice } from './support/cases.ts'
import { openWorld, type Somebody } from './support/world.ts'

const part = uploadLimits.minPartBytes
/** A picture that decodes, and after its end as many bytes as the test needs. */
const picture = Buffer.concat([await photoWithPlace('jpeg'), Buffer.alloc(2 * part + 100)])
const sha256 = createHash('sha256').update(picture).digest('hex')
const announced = { name: '诊断证明.jpg', type: 'image/jpeg', byteLength: picture.length, sha256 }

describe('a paper that comes in parts', async () => {
  const world = await openWorld('2020-01-02')
  let member: Member
  let stranger: Member
  let path = ''
  let reference = ''

  beforeAll(async () => {
    await loadTestPlan(world.platform)
    member = await joined(world, testPlan)
    stranger = await joined(world, testPlan)
    await world.at('2020-06-01')
    const filed = await world.call(member, 'POST', '/claims', claimBody(member, '2020-05-30'))
    reference = filed.body.caseReference
    path = `/claims/${reference}/uploads`
  })

  const begin = async (changes: object = {}, who: Somebody = member, key?: string) =>
    world.call(who, 'POST', path, { ...announced, ...changes }, key)
  const send = async (uploadId: string, offset: number, bytes: Buffer, who: Somebody = member) => {
    const headers = {
      authorization: who.token,
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
    }
    const answer = await world.app.inject({ method: 'PATCH', url: `${path}/${uploadId}`, headers, payload: bytes })
    return { status: answer.statusCode, body: answer.json() }
  }
  const sendAll = async (uploadId: string, bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += part) await send(uploadId, at, bytes.subarray(at, at + part))
  }
  const finish = (uploadId: string, key?: string) => world.call(member, 'POST', `${path}/${uploadId}/finish`, {}, key)
  const giveUp = (uploadId: string) => world.call(member, 'DELETE', `${path}/${uploadId}`)
  const storedFiles = async () => {
    let count = 0
    for await (const _ of world.files.list()) count += 1
    return count
  }

  test('becomes one evidence, also where parts and the end are sent again', async () => {
    const began = await begin({}, member, 'begin-once')
    expect(began).toMatchObject({ status: 201, body: { receivedBytes: 0, byteLength: picture.length } })
    expect(await begin({}, member, 'begin-once')).toEqual(began)
    const { uploadId } = began.body

    expect(await send(uploadId, 0, picture.subarray(0, part))).toMatchObject({ body: { receivedBytes: part } })
    const again = await send(uploadId, 0, picture.subarray(0, part))
    expect(again).toMatchObject({
      status: 409,
      body: { code: 'upload-offset-mismatch', facts: { receivedBytes: part } },
    })
    expect(await finish(uploadId)).toMatchObject({ status: 409, body: { code: 'upload-incomplete' } })
    await send(uploadId, part, picture.subarray(part, 2 * part))
    const state = await world.call(member, 'GET', `${path}/${uploadId}`)
    expect(state.body).toMatchObject({ receivedBytes: 2 * part, finished: false })

    for (let at = 2 * part; at < picture.length; at += part) await send(uploadId, at, picture.subarray(at, at + part))
    const done = await finish(uploadId, 'finish-once')
    expect(done).toMatchObject({ status: 201, body: { steps: 2 } })
    expect(await finish(uploadId, 'finish-once')).toEqual(done)
    expect(await finish(uploadId, 'finish-twice')).toMatchObject({ status: 409, body: { code: 'upload-finished' } })
    expect(await send(uploadId, picture.length, picture.subarray(0, part))).toMatchObject({ status: 409 })
    const { body } = await world.call(member, 'GET', `/claims/${reference}`)
    expect(body.evidence).toMatchObject([{ name: announced.name, mediaType: 'image/jpeg', byteLength: picture.length }])
    // Original and copy; the parts are gone.
    expect(await storedFiles()).toBe(2)
  })

  test('is refused by the same checks as one that comes at once', async () => {
    expect(await begin({ byteLength: 20_000_001 })).toMatchObject({ status: 413, body: { code: 'file-too-large' } })
    expect(await begin({ name: 'a.exe' })).toMatchObject({ status: 415 })
    const text = Buffer.from('no picture at all')
    const hash = createHash('sha256').update(text).digest('hex')
    const { body } = await begin({ byteLength: text.length, sha256: hash })
    await sendAll(body.uploadId, text)
    expect(await finish(body.uploadId)).toMatchObject({ status: 415, body: { code: 'file-content-mismatch' } })
    await giveUp(body.uploadId)
  })

  test('is refused where other bytes arrived than were announced, and begun anew', async () => {
    const bytes = pngSaying(40, 40)
    const { body } = await begin({ name: 'a.png', type: 'image/png', byteLength: bytes.length, sha256: '0'.repeat(64) })
    await sendAll(body.uploadId, bytes)
    expect(await finish(body.uploadId)).toMatchObject({ status: 422, body: { code: 'upload-damaged' } })
    expect(await giveUp(body.uploadId)).toMatchObject({ status: 204 })
    expect(await finish(body.uploadId)).toMatchObject({ status: 404, body: { code: 'upload-not-found' } })
  })

  test('the same bytes are one evidence of a claim', async () => {
    const { body } = await begin()
    await sendAll(body.uploadId, picture)
    expect(await finish(body.uploadId)).toMatchObject({ status: 409, body: { code: 'evidence-already-added' } })
    await giveUp(body.uploadId)
  })

  test('is there for its sender only', async () => {
    const { body } = await begin()
    expect(await begin({}, stranger)).toMatchObject({ status: 404, body: { code: 'claim-not-found' } })
    expect(await send(body.uploadId, 0, picture.subarray(0, part), stranger)).toMatchObject({ status: 404 })
    const state = await world.call(stranger, 'GET', `${path}/${body.uploadId}`)
    expect(state).toMatchObject({ status: 404, body: { code: 'claim-not-found' } })
    await giveUp(body.uploadId)
  })

  test('parts of other sizes, and more uploads than there may be, are refused', async () => {
    const { body } = await begin()
    const small = await send(body.uploadId, 0, picture.subarray(0, part - 1))
    expect(small).toMatchObject({ status: 422, body: { code: 'upload-part-size' } })
    const large = await send(body.uploadId, 0, Buffer.alloc(uploadLimits.maxPartBytes + 1))
    expect(large).toMatchObject({ status: 413 })
    const others: string[] = []
    for (let count = 1; count < uploadLimits.maxOpenPerClaim; count += 1) others.push((await begin()).body.uploadId)
    expect(await begin()).toMatchObject({ status: 409, body: { code: 'too-many-uploads' } })
    for (const uploadId of [body.uploadId, ...others]) await giveUp(uploadId)
  })

  test('two tabs that send the same part at once have it counted once', async () => {
    const { body } = await begin()
    const both = await Promise.all([0, 0].map((offset) => send(body.uploadId, offset, picture.subarray(0, part))))
    for (const { status, body: answer } of both) {
      expect([200, 409]).toContain(status)
      expect(answer.receivedBytes ?? answer.facts.receivedBytes).toBe(part)
    }
    const { rows } = await sql<{ count: bigint }>`select count(*) from upload_parts`.execute(world.platform.database)
    expect(rows[0]!.count).toBe(1n)
    expect(await storedFiles()).toBe(3)
  })

  test('what nobody finishes is forgotten after its days', async () => {
    await world.at('2020-06-09')
    await expireUploads(world.platform)
    expect(await sweepFiles(world.platform.database, world.files, Temporal.Now.instant().add({ hours: 25 }))).toBe(1)
    expect(await storedFiles()).toBe(2)
  })

  test('a claim that takes no evidence now says so before the first byte', async () => {
    await world.call(member, 'POST', `/claims/${reference}/submit`, {})
    expect(await begin()).toMatchObject({ status: 409, body: { code: 'claim-not-in-status' } })
  })

  test('is no way in for an office', async () => {
    const { reviewer } = await openOffice(world)
    expect(await begin({}, reviewer)).toMatchObject({ status: 403 })
  })
})
