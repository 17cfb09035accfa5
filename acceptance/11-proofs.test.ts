import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { formatVerifierKey, signatureTypes } from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommandLine } from '../packages/platform/src/cli/run-command-line.ts'
import { pdfReport } from '../packages/platform/src/evidence/sample-files.ts'
import { loadConsortium } from '../packages/platform/src/journal/checkpoint-store.ts'
import { makeProvedWorld, type ProvedWorld } from './support/proofs.ts'
import { openWorld } from './support/world.ts'

/** What people take home: a proof for each file of a claim and for each period that charged them, checked by the policy alone. */
const world = await openWorld('2020-01-02')
const { platform } = world
let folder: string
let made: ProvedWorld

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-proofs-'))
  made = await makeProvedWorld(world)
}, 60_000)
afterAll(async () => {
  await made.consortium.close()
  await rm(folder, { recursive: true, force: true })
})

/** `tongzhou verify-proof` on these texts, with the newest policy. */
async function verify(proof: string, words: readonly string[] = [], policy?: string) {
  const files = { proof: join(folder, 'proof.json'), policy: join(folder, 'policy') }
  await writeFile(files.proof, proof)
  await writeFile(files.policy, policy ?? (await loadConsortium(platform.database))!.policy)
  let out = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      out += String(chunk)
      done()
    },
  })
  const terminal = { environment: {}, in: Readable.from([]), out: stream, err: stream }
  const exitCode = await runCommandLine(['verify-proof', files.proof, '--policy', files.policy, ...words], terminal)
  return { exitCode, out }
}

// biome-ignore lint/suspicious/noExplicitAny: a forger writes what he likes
type Json = any

/** The proof with one of its values changed. */
const changed = (text: string, change: (proof: Json) => void) => {
  const proof = JSON.parse(text)
  change(proof)
  expect(proof).not.toEqual(JSON.parse(text))
  return JSON.stringify(proof)
}

describe('a paper', () => {
  test('has no proof before the quorum has countersigned its entry', async () => {
    const { status, text } = await made.proofOfPaper()
    expect(status).toBe(409)
    expect(JSON.parse(text)).toMatchObject({ code: 'not-final-yet' })
  })

  test('has one afterwards, which stands without the platform, and is about this file alone', async () => {
    await made.consortium.publish()
    const { status, text } = await made.proofOfPaper()
    expect(status).toBe(200)
    const paper = join(folder, 'paper.pdf')
    await writeFile(paper, pdfReport(1))
    const { exitCode, out } = await verify(text, ['--file', paper])
    expect(out).toContain(`PROVED: "evidence-added" of claim/${made.filed.reference}`)
    expect(out).toContain('the one given')
    for (const name of ['hospital.example', 'notary.example', 'insurer.example']) expect(out).toContain(name)
    expect(exitCode).toBe(0)

    await writeFile(paper, Buffer.concat([pdfReport(1), Buffer.from(' ')]))
    expect(await verify(text, ['--file', paper])).toMatchObject({
      exitCode: 1,
      out: expect.stringContaining('another file'),
    })
  })

  test('is not the only thing proved: each step is, with the words of the claimant and nobody else', async () => {
    const { claimant, filed, get } = made
    const { timeline } = await filed.view()
    const proofs = await Promise.all(
      timeline.map(({ stepNo }: { readonly stepNo: number }) =>
        get(claimant, `/claims/${filed.reference}/steps/${stepNo}/proof`),
      ),
    )
    const revealed = proofs.flatMap(({ text }, at) => (JSON.parse(text).revealed.length > 0 ? [timeline[at].kind] : []))
    expect(revealed).toEqual(['claim-filed', 'claim-submitted'])
    const { exitCode, out } = await verify(proofs[0]!.text)
    expect(out).toContain(`PROVED: "claim-filed" of claim/${filed.reference}`)
    expect(exitCode).toBe(0)
    const stranger = await get(made.members[0]!, `/claims/${filed.reference}/steps/1/proof`)
    expect(JSON.parse(stranger.text)).toMatchObject({ status: 404, code: 'claim-not-found' })
    expect((await get(claimant, `/claims/${filed.reference}/steps/99/proof`)).status).toBe(404)
  })

  test('is of no use when anything in its proof was changed', async () => {
    const { text } = await made.proofOfPaper()
    const forgeries: [string, (proof: Json) => void][] = [
      [
        'is not what the entry commits to',
        (proof) => (proof.revealed[0].content = proof.revealed[0].content.replace(/[0-9a-f]{64}/, '0'.repeat(64))),
      ],
      [
        'is not what the entry commits to',
        (proof) =>
          (proof.revealed[0].salt = proof.revealed[0].salt.replace(/^./, (first: string) =>
            first === 'A' ? 'B' : 'A',
          )),
      ],
      ['commits to nothing by the name', (proof) => (proof.revealed[0].commitment = 'other')],
      ['', (proof) => (proof.entry = proof.entry.replace('2020-06-01', '2020-05-31'))],
      ['', (proof) => (proof.proof = proof.proof.replace(/index \d+/, 'index 0'))],
      ['a field note', (proof) => (proof.note = 'trust me')],
    ]
    for (const [reason, change] of forgeries) {
      const { exitCode, out } = await verify(changed(text, change))
      expect(out).toContain('NOT PROVED')
      expect(out).toContain(reason)
      expect(exitCode).toBe(1)
    }
  })

  test('is not proved to somebody who believes another log, or wants more members, nor shown to somebody else', async () => {
    const { text } = await made.proofOfPaper()
    const policy = (await loadConsortium(platform.database))!.policy
    const stranger = createSigner('log.example/journal', signatureTypes.ed25519, new Uint8Array(32).fill(9))
    const otherLog = policy.replace(/^log \S+/m, `log ${formatVerifierKey(stranger.key)}`)
    const witness = createSigner('court.example', signatureTypes.ed25519Cosignature, new Uint8Array(32).fill(8))
    const oneMore = policy.replace(
      /^quorum (\S+)$/m,
      `witness court ${formatVerifierKey(witness.key)}\ngroup both all court $1\nquorum both`,
    )
    for (const other of [otherLog, oneMore]) {
      expect(other).not.toBe(policy)
      expect(await verify(text, [], other)).toMatchObject({ exitCode: 1, out: expect.stringContaining('NOT PROVED') })
    }
    const { evidenceIds } = await made.filed.view()
    const answer = await made.get(made.members[0]!, `/claims/${made.filed.reference}/evidence/${evidenceIds[0]}/proof`)
    expect(answer.status).toBe(404)
  })
})

describe('a share', () => {
  beforeAll(() => made.settle())

  test('is proved to each who was charged: one of N, who all owe as much', async () => {
    for (const member of made.members.filter((one) => one !== made.claimant)) {
      const { status, text } = await made.proofOfCharge(member)
      expect(status).toBe(200)
      const { exitCode, out } = await verify(text)
      expect(out).toContain(
        `Participant ${member.participantId} is one of 6 who were counted, and owes 18,000.00 yuan, as each of them does.`,
      )
      expect(exitCode).toBe(0)
    }
  })

  test('is not proved of whoever was paid out, nor to strangers, nor of a period that is not there', async () => {
    expect(await made.proofOfCharge(made.claimant)).toMatchObject({
      status: 404,
      text: expect.stringContaining('not-charged'),
    })
    expect((await made.proofOfCharge(made.members[0]!, made.members[1]!)).status).toBe(403)
    const none = `/participants/${made.members[0]!.participantId}/charges/2020-07-A/proof`
    expect((await made.get(made.members[0]!, none)).status).toBe(404)
  })

  test('can not be forged: another person, amount, place or way', async () => {
    const { text } = await made.proofOfCharge(made.members[0]!)
    const forgeries: [string, (proof: Json) => void][] = [
      ['does not lead to the root', (proof) => (proof.charge.participantId = made.members[1]!.participantId)],
      ['fen, not', (proof) => (proof.charge.amountFen = '1799999')],
      ['does not stand on the', (proof) => (proof.charge.index = '1')],
      ['does not stand on the', (proof) => (proof.charge.path[0].side = 'left')],
      ['steps, not', (proof) => proof.charge.path.pop()],
      ['counts', (proof) => (proof.charge.path[0].count = '2')],
      ['is not a whole number', (proof) => (proof.charge.index = -1)],
      ['has not 32 bytes', (proof) => (proof.charge.salt = 'AAAA')],
      ['is not an object', (proof) => (proof.charge = 7)],
    ]
    for (const [reason, change] of forgeries) {
      const { exitCode, out } = await verify(changed(text, change))
      expect(out).toContain('NOT PROVED')
      expect(out).toContain(reason)
      expect(exitCode).toBe(1)
    }
    const paper = await made.proofOfPaper()
    const { charge } = JSON.parse(text)
    expect((await verify(changed(paper.text, (proof) => (proof.charge = charge)))).out).toContain('charges nobody')
  })

  test('is on the log in a way that every member has checked', () => {
    for (const name of ['hospital.example', 'notary.example', 'insurer.example', 'regulator.example']) {
      expect(made.consortium.alarms(name)).toEqual([])
    }
  })
})
