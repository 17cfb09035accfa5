import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attestDocument, handOverAttestations } from '../packages/member-node/src/attester/attest-document.ts'
import { prepareAttestations } from '../packages/member-node/src/attester/own-attestations.ts'
import { checkEntries, prepareMonitor, standardTolerances } from '../packages/member-node/src/monitor/index.ts'
import { passOnReceipts, watchDeadlines } from '../packages/member-node/src/receipts/pass-on.ts'
import { prepareReceipts } from '../packages/member-node/src/receipts/receipt-store.ts'
import { receiveStatement } from '../packages/member-node/src/receipts/receive-statement.ts'
import { openAlarms } from '../packages/member-node/src/storage/alarms.ts'
import { openStore, type Store } from '../packages/member-node/src/storage/store.ts'
import { madeLotKey } from '../packages/member-node/test/made-lot-key.ts'
import { isKnownCase } from '../packages/platform/src/claims/index.ts'
import { attestationRoutes, attestationsAsLogged } from '../packages/platform/src/evidence/index.ts'
import { pdfReport } from '../packages/platform/src/evidence/sample-files.ts'
import { adoptConsortium } from '../packages/platform/src/journal/adopt-consortium.ts'
import { readConsortium } from '../packages/platform/src/journal/consortium.ts'
import { submissionRoutes } from '../packages/platform/src/journal/index.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import {
  formatVerifierKey,
  openNote,
  type SignatureType,
  type Signer,
  signatureTypes,
  utf8,
} from '../packages/tlog/src/index.ts'
import { createSigner, nodeVerifier } from '../packages/tlog/src/signatures-node.ts'
import { claimBody, joined, type Office, openOffice, workOn } from './support/cases.ts'
import { openWorld } from './support/world.ts'

/** What members hand to the platform: statements that claimants gave them, and what they attested at the source. */
const origin = 'log.example/tongzhou'
const signer = (name: string, seed: number, type: SignatureType = signatureTypes.ed25519) =>
  createSigner(name, type, new Uint8Array(32).fill(seed))
const receiptSigner = signer('hospital.example/receipt', 1)
const attesterSigner = signer('hospital.example/attester', 2)
const world = await openWorld('2020-01-02', [submissionRoutes, attestationRoutes({ isKnownCase })])
const { app, platform } = world
const folder = mkdtempSync(join(tmpdir(), 'member-'))
const rules = { member: 'hospital.example', origin, ...standardTolerances }
let office: Office
let store: Store
let url: string
/** What happened before the tests is no business of this member, whose monitor begins at the first entry. */
let claimReference: string
let claimant: Awaited<ReturnType<typeof joined>>

function open(): Store {
  const opened = openStore(folder)
  prepareMonitor(opened)
  prepareReceipts(opened)
  prepareAttestations(opened)
  return opened
}

/** Two members, both of whom are needed: the hospital, and a notary of whom nothing is heard. */
function consortium(receipt: Signer, attester: Signer) {
  const member = (name: string, seed: number, receiptKey: Signer, attesterKey: Signer) => ({
    name,
    title: { 'zh-CN': name, en: name },
    submissionUrl: 'http://127.0.0.1:1/submit',
    monitoringUrl: 'http://127.0.0.1:1/mirror',
    mirrorKey: formatVerifierKey(signer(name, seed, signatureTypes.ed25519Cosignature).key),
    receiptKey: formatVerifierKey(receiptKey.key),
    attesterKey: formatVerifierKey(attesterKey.key),
    lotKey: createPublicKey(createPrivateKey({ key: madeLotKey(name), format: 'der', type: 'pkcs8' }))
      .export({ format: 'der', type: 'spki' })
      .toString('base64'),
    ballotKey: Buffer.alloc(32, seed).toString('base64'),
  })
  const notary = member('notary.example', 5, signer('notary.example/receipt', 6), signer('notary.example/attester', 7))
  const members = [member('hospital.example', 4, receipt, attester), notary]
  return readConsortium(JSON.stringify({ format: 1, quorum: 2, members }))
}

const adopt = (receipt: Signer, attester: Signer) =>
  adoptConsortium(platform, consortium(receipt, attester), formatVerifierKey(signer(origin, 3).key))

beforeAll(async () => {
  await loadTestPlan(platform)
  await adopt(receiptSigner, attesterSigner)
  office = await openOffice(world)
  claimant = await joined(world, testPlan, '1970-05-05')
  await workOn(world, '2020-01-03')
  await world.at('2020-06-01')
  const { body } = await world.call(claimant, 'POST', '/claims', claimBody(claimant, '2020-05-30'))
  claimReference = body.caseReference
  store = open()
  url = await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/** The member reads the whole journal, as it would from the log. */
async function mirror(): Promise<readonly string[]> {
  const { rows } = await sql<{ entry: string }>`select entry from journal_events order by event_no`.execute(
    platform.database,
  )
  const entries = rows.map(({ entry }, index) => ({ index, bytes: utf8(entry) }))
  const alarms = store.transaction(() => checkEntries(store, entries, platform.clock.now(), rules))
  return alarms.map(({ name, detail }) => `${name} ${detail}`)
}

async function journalled(kind: string): Promise<number> {
  const { rows } = await sql`select 1 from journal_events where kind = ${kind}`.execute(platform.database)
  return rows.length
}

const post = (path: string, body: object) => world.call(null, 'POST', path, body)

describe('a statement that a claimant hands to a member', () => {
  const maker = () => ({ store, signer: receiptSigner, origin, logWithinSeconds: 600 })
  const statement = utf8('{"case":"my claim","says":"I handed in the discharge record on 1 June"}')
  const milliseconds = () => platform.clock.now().epochMilliseconds
  let note: string

  test('gets a signed receipt, the same one each time', async () => {
    note = await receiveStatement(maker(), statement, platform.clock.now())
    const { text } = await openNote(note, [receiptSigner.key], nodeVerifier)
    expect(text.split('\n').slice(0, 2)).toEqual(['tongzhou-receipt-v1', origin])
    expect(text.split('\n').slice(3)).toEqual(['2020-06-01T04:00:00Z', '2020-06-01T04:10:00Z', ''])
    platform.clock.advance({ seconds: 5 })
    expect(await receiveStatement(maker(), statement, platform.clock.now())).toBe(note)
    await expect(receiveStatement(maker(), new Uint8Array(64_001), platform.clock.now())).rejects.toThrow('64000')
  })

  test('is passed on again and again while the platform is down, and stops the cosigning after its deadline', async () => {
    const nobody = 'http://127.0.0.1:1'
    expect(await passOnReceipts(store, nobody, milliseconds())).not.toBeNull()
    expect(await passOnReceipts(store, nobody, milliseconds())).toBeNull()
    store.close()
    store = open()
    watchDeadlines(store, milliseconds() + 594_000)
    expect(openAlarms(store)).toEqual([])
    platform.clock.advance({ seconds: 600 })
    watchDeadlines(store, milliseconds())
    watchDeadlines(store, milliseconds())
    expect(openAlarms(store).map(({ name, stops, hasEvidence }) => [name, stops, hasEvidence])).toEqual([
      ['statement-not-logged', true, true],
    ])
  })

  test('is recorded once, and that ends the alarm', async () => {
    expect(await passOnReceipts(store, url, milliseconds())).toBeNull()
    expect((await post('/log/submissions', { receipt: note })).status).toBe(201)
    expect(await journalled('statement-submitted')).toBe(1)
    expect(openAlarms(store)).toHaveLength(1)
    expect(await mirror()).toEqual([])
    expect(openAlarms(store)).toEqual([])
  })

  test('is refused where no member signed the receipt, or it was changed, or is for another log', async () => {
    const stranger = { ...maker(), signer: signer('stranger.example/receipt', 9) }
    const otherLog = { ...maker(), origin: 'other.example' }
    const receipt = (from: typeof stranger, text: string) => receiveStatement(from, utf8(text), platform.clock.now())
    const codes = []
    for (const given of [
      await receipt(stranger, 'a'),
      note.replace('04:10:00Z', '05:10:00Z'),
      'no note',
      await receipt(otherLog, 'b'),
    ]) {
      const { body, status } = await post('/log/submissions', { receipt: given })
      codes.push(`${status} ${body.code}`)
    }
    expect(codes).toEqual(['403 member-unknown', '403 signature-invalid', '422 note-malformed', '422 log-unknown'])
    expect(await journalled('statement-submitted')).toBe(1)
  })
})

test('after a member changed its keys, those of before count no more', async () => {
  await adopt(signer('hospital.example/receipt', 21), signer('hospital.example/attester', 22))
  const maker = { store, signer: receiptSigner, origin, logWithinSeconds: 600 }
  const receipt = await receiveStatement(maker, utf8('with the stolen key'), platform.clock.now())
  expect((await post('/log/submissions', { receipt })).body.code).toBe('member-unknown')
  await adopt(receiptSigner, attesterSigner)
  expect((await post('/log/submissions', { receipt })).status).toBe(201)
})

describe('a document that a member attests at its source', () => {
  const attest = (bytes: Uint8Array, caseReference = claimReference) =>
    attestDocument(
      { store, signer: attesterSigner, randomBytes: (length) => new Uint8Array(randomBytes(length)) },
      { caseReference, bytes },
      platform.clock.now(),
    )
  const handOver = () => handOverAttestations(store, url, platform.clock.now().epochMilliseconds)
  const upload = (bytes: Uint8Array) =>
    world.upload(claimant, `/claims/${claimReference}/evidence`, {
      name: '出院小结.pdf',
      type: 'application/pdf',
      bytes,
    })
  const shown = async (who = claimant as Parameters<typeof world.call>[0]) =>
    (await world.call(who, 'GET', `/claims/${claimReference}/attestations`)).body
  const states = async () => (await shown()).files.map(({ state }: { state: string }) => state)
  const [discharge, altered, late] = [11, 12, 13].map(pdfReport) as [Buffer, Buffer, Buffer]

  test('is on the log before the claimant uploads it, and the upload is marked with who and when', async () => {
    await attest(discharge)
    expect(await handOver()).toBeNull()
    expect(await journalled('document-attested')).toBe(1)
    expect((await shown()).documents).toMatchObject([{ attestedBy: 'hospital.example', evidenceId: null }])
    platform.clock.advance({ minutes: 5 })
    expect((await upload(discharge)).status).toBeLessThan(300)
    const { files, documents } = await shown()
    const attestedAt = '2020-06-01T04:10:05Z'
    expect(files).toMatchObject([{ state: 'attested', attestedBy: 'hospital.example', attestedAt }])
    expect(documents[0].evidenceId).toBe(files[0].evidenceId)
  })

  test('differs from a file with another content', async () => {
    platform.clock.advance({ minutes: 5 })
    expect((await upload(altered)).status).toBeLessThan(300)
    expect(await states()).toEqual(['attested', 'other-content'])
  })

  test('attested only after the upload is shown as such: a backdated document', async () => {
    platform.clock.advance({ minutes: 5 })
    expect((await upload(late)).status).toBeLessThan(300)
    platform.clock.advance({ minutes: 5 })
    await attest(late)
    expect(await handOver()).toBeNull()
    expect(await states()).toEqual(['attested', 'other-content', 'attested-after-upload'])
  })

  test('is seen by reviewers too, and by nobody else', async () => {
    expect(await shown(office.reviewer)).toEqual(await shown())
    const stranger = await world.signIn()
    expect((await shown(stranger)).code).toBe('claim-not-found')
  })

  test('is refused for no case, from no member, and where it is no attestation', async () => {
    const salt = Buffer.alloc(32).toString('base64')
    const unknown = await attest(discharge, '0000-0000')
    expect(await handOver()).toContain('claim-not-found')
    const codes = []
    const receipt = await receiveStatement(
      { store, signer: attesterSigner, origin, logWithinSeconds: 1 },
      utf8('c'),
      platform.clock.now(),
    )
    for (const statement of [unknown.note.replace('0000-0000', claimReference), receipt]) {
      const { body, status } = await post('/attestations', { statement, salt })
      codes.push(`${status} ${body.code}`)
    }
    expect(codes).toEqual(['403 signature-invalid', '422 attestation-malformed'])
    await expect(attest(discharge, 'no case')).rejects.toThrow('no case reference')
  })

  test('is what the log says, and what this member gave', async () => {
    expect(await mirror()).toEqual([])
    expect(await attestationsAsLogged.run(platform, platform.database, () => {})).toBeNull()
    const finding = await platform.database
      .transaction()
      .execute(async (transaction) => {
        await sql`set local session_replication_role = replica`.execute(transaction)
        await sql`update attestations set attested_at = attested_at - interval '1 day'`.execute(transaction)
        throw await attestationsAsLogged.run(platform, transaction, () => {})
      })
      .catch((found: unknown) => found)
    expect(finding).toMatchObject({ problem: 'changed', record: `attestation of claim/${claimReference}` })
  })
})
