import {
  emptyRoot,
  formatAddCheckpoint,
  formatCheckpoint,
  openNote,
  parseVerifierKey,
  signatureTypes,
  signNote,
} from '@tongzhou/tlog'
import { createSigner, nodeVerifier } from '@tongzhou/tlog/node'
import { describe, expect, test } from 'vitest'
import { logSigner, MadeLog, post } from '../../test/made-log.ts'
import { madeMember } from '../../test/made-member.ts'
import { evidenceOf, openAlarms } from '../storage/alarms.ts'
import { checkForkEvidence } from './fork-evidence.ts'

describe('add-checkpoint', () => {
  test('answers 200 without a signature, or with one of the witness key where the settings say so', async () => {
    const log = MadeLog.of(300)
    const plain = await madeMember()
    expect(await post(`${plain.url}/add-checkpoint`, await log.addCheckpoint(0))).toMatchObject({
      status: 200,
      text: '',
    })

    const witness = await madeMember({ witness: true })
    const { status, text } = await post(`${witness.url}/add-checkpoint`, await log.addCheckpoint(0))
    expect(status).toBe(200)
    const key = parseVerifierKey(witness.keys.witness!)
    expect(key.name).toBe('hospital.example/witness')
    const opened = await openNote(
      `${await log.checkpoint()}${text}`,
      [key, parseVerifierKey(witness.keys.mirror!)],
      nodeVerifier,
    )
    expect(opened.signatures.map((signature) => signature.key)).toEqual([key])
  })

  test('answers 400 to what breaks the format and to an old size above the new one', async () => {
    const { url } = await madeMember()
    const checkpoint = await MadeLog.of(5).checkpoint()
    for (const body of [
      '',
      'old 1\n',
      `old x\n\n${checkpoint}`,
      formatAddCheckpoint({ oldSize: 6, proof: [], checkpoint }),
    ]) {
      expect((await post(`${url}/add-checkpoint`, body)).status, body).toBe(400)
    }
    const noise = await post(`${url}/add-checkpoint`, Buffer.from([0xff, 0xfe, 0x00]))
    expect(noise.status).toBe(400)
  })

  test('answers 404 to another log, 403 to a checkpoint without or with a wrong signature of the log', async () => {
    const { url } = await madeMember()
    const log = MadeLog.of(5)
    const stranger = createSigner('other.example/log', signatureTypes.ed25519, new Uint8Array(32).fill(5))
    const [, ...rest] = (await log.checkpoint()).split('\n\n')[0]!.split('\n')
    const foreign = await signNote(`other.example/log\n${rest.join('\n')}\n`, [stranger])
    expect((await post(`${url}/add-checkpoint`, `old 0\n\n${foreign}`)).status).toBe(404)
    const unsigned = await log.checkpoint(5, stranger)
    expect((await post(`${url}/add-checkpoint`, `old 0\n\n${unsigned}`)).status).toBe(403)
    const other = await MadeLog.of(4).checkpoint()
    const swapped = `${(await log.checkpoint()).split('\n\n')[0]}\n\n${other.split('\n\n')[1]}`
    expect((await post(`${url}/add-checkpoint`, `old 0\n\n${swapped}`)).status).toBe(403)
  })

  test('answers 409 with the size that it holds, also to a rollback', async () => {
    const { url } = await madeMember()
    const log = MadeLog.of(9)
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(0, 7))
    for (const body of [await log.addCheckpoint(0, 9), await log.addCheckpoint(3, 5), await log.addCheckpoint(8, 9)]) {
      expect(await post(`${url}/add-checkpoint`, body)).toEqual({ status: 409, type: 'text/x.tlog.size', text: '7\n' })
    }
    expect((await post(`${url}/add-checkpoint`, await log.addCheckpoint(7, 9))).status).toBe(200)
  })

  test('answers 422 to a wrong proof, a proof from 0, and an empty log with another root', async () => {
    const { url } = await madeMember()
    const log = MadeLog.of(9)
    const checkpoint = await log.checkpoint()
    const hash = new Uint8Array(32)
    const fromZero = formatAddCheckpoint({ oldSize: 0, proof: [hash], checkpoint })
    expect((await post(`${url}/add-checkpoint`, fromZero)).status).toBe(422)
    const text = formatCheckpoint({ origin: logSigner.key.name, size: 0, root: emptyRoot() })
    const wrong = await signNote(text.replace(/\n[^\n]+\n$/, '\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n'), [
      logSigner,
    ])
    expect(
      (await post(`${url}/add-checkpoint`, formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: wrong }))).status,
    ).toBe(422)
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(0, 7))
    const bad = formatAddCheckpoint({ oldSize: 7, proof: [hash], checkpoint })
    expect((await post(`${url}/add-checkpoint`, bad)).status).toBe(422)
  })

  test('a second tree of one size is refused, and both signed checkpoints are kept as proof', async () => {
    const { url, member } = await madeMember({ witness: true })
    await post(`${url}/add-checkpoint`, await MadeLog.of(7).addCheckpoint(0))
    const answer = await post(
      `${url}/add-checkpoint`,
      formatAddCheckpoint({ oldSize: 7, proof: [], checkpoint: await MadeLog.of(7, 'lie').checkpoint() }),
    )
    expect(answer).toMatchObject({ status: 422, text: expect.stringContaining('fork') })
    const [alarm] = openAlarms(member.store)
    expect(alarm).toMatchObject({ name: 'fork', stops: true })
    const evidence = evidenceOf(member.store, alarm!.id)!
    expect(await checkForkEvidence(evidence)).toMatchObject({ origin: logSigner.key.name, sizes: [7, 7] })
    const onPage = await (await fetch(`${url}/alarms/${alarm!.id}/evidence`)).text()
    expect(onPage).toBe(evidence)
    await expect(
      checkForkEvidence(evidence.replace(/"other": ".*",/, `"other": ${JSON.stringify(JSON.parse(evidence).ours)},`)),
    ).rejects.toThrow('the same')
    const after = await post(`${url}/add-checkpoint`, await MadeLog.of(9).addCheckpoint(7))
    expect(after, 'no cosignature while an alarm is open').toMatchObject({ status: 200, text: '' })
  })

  test('of twenty requests at once that want to follow the same size, one tree wins', async () => {
    const { url, member } = await madeMember({ witness: true })
    const log = MadeLog.of(60)
    await post(`${url}/add-checkpoint`, await log.addCheckpoint(0, 10))
    const bodies = await Promise.all(Array.from({ length: 20 }, (_, at) => log.addCheckpoint(10, 11 + at)))
    const answers = await Promise.all(bodies.map((body) => post(`${url}/add-checkpoint`, body)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19)
    expect(openAlarms(member.store)).toEqual([])
  })
})
