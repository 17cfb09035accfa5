import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Refused, refuse } from '@tongzhou/core'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testPlatform } from '../../test/platform.ts'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import { destroySubjectKey, insertSubjectKey, SealBroken } from '../identity/index.ts'
import {
  addEvidence,
  eraseEvidenceOf,
  evidenceCheck,
  evidenceName,
  evidenceOf,
  FileMissing,
  openFolderStore,
  type SealedFileStore,
  sameFilesElsewhere,
  sweepFiles,
  viewEvidence,
  viewsOf,
} from './index.ts'
import { heicWithPlace, pdfReport, photoWithPlace, pngSaying } from './sample-files.ts'

const platform = await testPlatform()
const { database, vault } = platform
const claimant: Actor = { role: 'participant', personId: 7n }
const reviewer: Actor = { role: 'reviewer', personId: 8n }
const subjectOf = (claimId: string) => `claim:${claimId}`

let folder: string
let store: SealedFileStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-'))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  store = await openFolderStore(join(folder, randomUUID()))
  // Only a test may: the tables' own triggers refuse it.
  await database.transaction().execute(async (transaction) => {
    await sql`set local session_replication_role = replica`.execute(transaction)
    await sql`truncate evidence, journal_events cascade`.execute(transaction)
  })
})

interface TestClaim {
  readonly claimId: string
  readonly subjectKey: Uint8Array
}

async function newClaim(): Promise<TestClaim> {
  const claimId = randomUUID()
  const subjectKey = vault.newSubjectKey()
  await insertSubjectKey(platform, subjectOf(claimId), subjectKey).execute(database)
  return { claimId, subjectKey }
}

interface Added {
  readonly evidenceId: string
}

/** Adds a file as the claims part does: the row and the journal event in one commit. */
function add(
  claim: TestClaim,
  file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array },
  given: { readonly key?: string; readonly refusal?: Refused; readonly store?: SealedFileStore } = {},
): Promise<Outcome<Added>> {
  const uploadedByPersonId = claimant.personId!
  return addEvidence(platform, given.store ?? store, { ...claim, uploadedByPersonId, file }, (stored) => {
    const content = { claim: claim.claimId, name: file.name, sha256: stored.sha256 }
    const command = { key: given.key ?? randomUUID(), kind: 'add-evidence', actor: claimant, content }
    return commit<Added>(platform, command, async (unit) => {
      if (given.refusal) return given.refusal
      const eventId = unit.newId()
      const { evidenceId, sha256Commitment } = stored
      const subject = `claim/${claim.claimId}`
      return {
        answer: { evidenceId },
        rows: [stored.row({ eventId, now: unit.now })],
        events: [{ id: eventId, kind: 'evidence-added', subject, plan: null, facts: { sha256Commitment } }],
      }
    })
  })
}

async function added(outcome: Promise<Outcome<Added>>): Promise<string> {
  const { accepted, ...rest } = await outcome
  if (!accepted || !('event' in rest)) throw new Error(JSON.stringify(rest))
  return rest.event.answer.evidenceId
}

const code = (outcome: Outcome<unknown>) => (outcome.accepted ? 'accepted' : outcome.refusal.code)
const stored = async (from = store) => (await Array.fromAsync(from.list())).map((file) => file.ref)
const report = (pages = 1) => ({ name: '病理报告(副本).pdf', type: 'application/pdf', bytes: pdfReport(pages) })
const photo = async () => ({ name: 'photo.jpg', type: 'image/jpeg', bytes: await photoWithPlace('jpeg') })
const mayView = (claim: TestClaim) => async () => ({ subjectKey: claim.subjectKey })
const check = () => evidenceCheck(store, subjectOf).run(platform, database, () => {})
const counts = async () => {
  const { rows } = await sql<Record<string, bigint>>`
    select (select count(*) from evidence) as evidence, (select count(*) from journal_events) as events,
      (select count(*) from commands) as commands, (select count(*) from evidence_views) as views`.execute(database)
  return rows[0]!
}

describe('evidence', () => {
  it('is kept sealed: neither database nor store hold its name or its bytes', async () => {
    const claim = await newClaim()
    const file = report()
    await added(add(claim, file))
    const [evidence] = await evidenceOf(database, claim.claimId)
    expect(evidence).toMatchObject({ pages: 1, byteLength: file.bytes.length, mediaType: 'application/pdf' })
    expect(evidenceName(vault, claim.subjectKey, evidence!)).toBe(file.name)
    for (const ref of await stored()) {
      expect(Buffer.from(await store.get(ref)).includes('PDF')).toBe(false)
    }
    const { rows } = await sql<{ row: string }>`select evidence::text as row from evidence`.execute(database)
    expect(rows.some(({ row }) => row.includes('病理') || row.includes(Buffer.from('病理').toString('hex')))).toBe(
      false,
    )
    expect(await check()).toBeNull()
  })

  it('that is refused leaves no row, no event, no key and no file (cases 21, 22)', async () => {
    const claim = await newClaim()
    const before = await counts()
    const gif = Buffer.from('GIF89a<script>alert(1)</script>')
    expect(code(await add(claim, { ...report(), bytes: gif }))).toBe('file-content-mismatch')
    expect(code(await add(claim, { ...(await photo()), bytes: Buffer.alloc(0) }))).toBe('file-empty')
    const bomb = { name: 'a.png', type: 'image/png', bytes: pngSaying(30_000, 30_000) }
    expect(code(await add(claim, bomb))).toBe('image-too-many-pixels')
    expect(code(await add(claim, report(), { refusal: refuse('claim-not-in-status') }))).toBe('claim-not-in-status')
    expect(await stored()).toEqual([])
    expect(await counts()).toEqual(before)
  })

  it('sent twice, and twenty times at once, is added once', async () => {
    const claim = await newClaim()
    const key = randomUUID()
    const file = await photo()
    const first = await added(add(claim, file, { key }))
    const again = await Promise.all(Array.from({ length: 20 }, () => added(add(claim, file, { key }))))
    expect(new Set([...again, first]).size).toBe(1)
    expect((await evidenceOf(database, claim.claimId)).length).toBe(1)
    expect((await stored()).length).toBe(2)
    expect(code(await add(claim, report(), { key }))).toBe('idempotency-key-reused')
    expect((await stored()).length).toBe(2)
    expect(await check()).toBeNull()
  })

  it('of the same bytes is refused within a claim, at the same moment too, and noticed across claims', async () => {
    const [one, other] = [await newClaim(), await newClaim()]
    const file = await photo()
    const codes = (await Promise.all(Array.from({ length: 5 }, () => add(one, file)))).map(code).sort()
    expect(codes).toEqual(['accepted', ...Array.from({ length: 4 }, () => 'evidence-already-added')])
    expect((await stored()).length).toBe(2)
    const inOther = await added(add(other, { ...file, name: 'renamed.jpeg' }))
    const [evidence] = await evidenceOf(database, one.claimId)
    expect(await sameFilesElsewhere(database, other.claimId)).toEqual([
      { evidenceId: inOther, otherEvidenceId: evidence!.evidenceId, otherClaimId: one.claimId },
    ])
    expect(await sameFilesElsewhere(database, (await newClaim()).claimId)).toEqual([])
  })

  it('can not be changed or deleted by SQL', async () => {
    const claim = await newClaim()
    const evidenceId = await added(add(claim, report(2)))
    for (const change of [
      sql`update evidence set page_count = 3 where evidence_id = ${evidenceId}`,
      sql`update evidence set erased_at = now(), page_count = 3 where evidence_id = ${evidenceId}`,
      sql`update evidence set erased_at = now() where evidence_id = ${evidenceId}`,
      sql`delete from evidence where evidence_id = ${evidenceId}`,
    ]) {
      await expect(change.execute(database)).rejects.toThrow()
    }
  })
})

describe('a look at evidence', () => {
  it('shows the copy, or the original byte for byte, and is recorded each time', async () => {
    const claim = await newClaim()
    const heic = heicWithPlace()
    const evidenceId = await added(add(claim, { name: 'IMG_1.HEIC', type: '', bytes: heic }))
    const copy = await viewEvidence(platform, store, { actor: reviewer, evidenceId, shown: 'copy' }, mayView(claim))
    const original = await viewEvidence(
      platform,
      store,
      { actor: claimant, evidenceId, shown: 'original' },
      mayView(claim),
    )
    if (!copy.accepted || !original.accepted) throw new Error('refused')
    expect([copy.file.name, copy.file.mediaType]).toEqual(['IMG_1.HEIC.jpg', 'image/jpeg'])
    expect([original.file.name, original.file.mediaType]).toEqual(['IMG_1.HEIC', 'image/heic'])
    expect(Buffer.from(original.file.bytes).equals(heic)).toBe(true)
    expect(
      (await viewsOf(database, evidenceId)).map((view) => [view.viewerPersonId, view.viewerRole, view.shown]),
    ).toEqual([
      [8n, 'reviewer', 'copy'],
      [7n, 'participant', 'original'],
    ])
  })

  it('is refused without a trace of the file to those who may not', async () => {
    const claim = await newClaim()
    const evidenceId = await added(add(claim, report()))
    const refusal = async () => refuse('not-allowed')
    const asked = { actor: reviewer, evidenceId, shown: 'copy' } as const
    expect(await viewEvidence(platform, store, asked, refusal)).toEqual(refuse('not-allowed'))
    const unknown = { ...asked, evidenceId: randomUUID() }
    expect(await viewEvidence(platform, store, unknown, mayView(claim))).toEqual(refuse('evidence-not-found'))
    expect(await viewsOf(database, evidenceId)).toEqual([])
  })

  it('is recorded even when the file turns out to be lost or changed', async () => {
    const claim = await newClaim()
    const evidenceId = await added(add(claim, report()))
    const [evidence] = await evidenceOf(database, claim.claimId)
    const asked = { actor: reviewer, evidenceId, shown: 'copy' } as const
    await store.put(evidence!.sealed!.copyRef, await store.get(evidence!.sealed!.originalRef))
    await expect(viewEvidence(platform, store, asked, mayView(claim))).rejects.toThrow(SealBroken)
    await store.delete(evidence!.sealed!.copyRef)
    await expect(viewEvidence(platform, store, asked, mayView(claim))).rejects.toThrow(FileMissing)
    expect((await viewsOf(database, evidenceId)).length).toBe(2)
  })
})

describe('the store', () => {
  it('keeps nothing when the second of the two files can not be written', async () => {
    let puts = 0
    const failing: SealedFileStore = {
      ...store,
      put: (ref, bytes) => (++puts === 2 ? Promise.reject(new Error('disk full')) : store.put(ref, bytes)),
    }
    const before = await counts()
    await expect(add(await newClaim(), report(), { store: failing })).rejects.toThrow('disk full')
    expect([puts, await stored(), await counts()]).toEqual([2, [], before])
  })

  it('is swept of what a killed process left, never of what is in use or young', async () => {
    const claim = await newClaim()
    await added(add(claim, report()))
    const used = (await stored()).sort()
    // The process dies between writing and committing.
    const died = addEvidence(platform, store, { ...claim, uploadedByPersonId: 7n, file: await photo() }, () =>
      Promise.reject(new Error('killed')),
    )
    await expect(died).rejects.toThrow('killed')
    expect((await stored()).length).toBe(4)
    const now = Temporal.Now.instant()
    // By the store's own clock they are young, whatever this machine's says.
    expect(await sweepFiles(database, store)).toBe(0)
    expect(await sweepFiles(database, store, now.add({ hours: 23 }))).toBe(0)
    expect(await sweepFiles(database, store, now.add({ hours: 25 }))).toBe(2)
    expect((await stored()).sort()).toEqual(used)
    expect(await sweepFiles(database, store, now.add({ hours: 25 }))).toBe(0)
  })

  it('is swept of erased evidence, which says nothing any more', async () => {
    const claim = await newClaim()
    const evidenceId = await added(add(claim, report()))
    await database.transaction().execute(async (reader) => {
      for (const write of eraseEvidenceOf(claim.claimId, platform.clock.now())) await write.execute(reader)
      await destroySubjectKey(subjectOf(claim.claimId), platform.clock.now()).execute(reader)
    })
    expect(await check()).toBeNull()
    const asked = { actor: reviewer, evidenceId, shown: 'copy' } as const
    expect(await viewEvidence(platform, store, asked, mayView(claim))).toEqual(refuse('evidence-erased'))
    expect(await sweepFiles(database, store, Temporal.Now.instant().add({ hours: 25 }))).toBe(2)
    expect(await stored()).toEqual([])
    expect(await check()).toBeNull()
  })
})

describe('the check of evidence', () => {
  /** Makes a change that the database refuses, as somebody with all rights to it can; and takes it back. */
  async function tampered(change: ReturnType<typeof sql>): Promise<Awaited<ReturnType<typeof check>>> {
    const undo = new Error('undo')
    let finding: Awaited<ReturnType<typeof check>> = null
    const work = database.transaction().execute(async (reader) => {
      await sql`set local session_replication_role = replica`.execute(reader)
      await change.execute(reader)
      finding = await evidenceCheck(store, subjectOf).run(platform, reader, () => {})
      throw undo
    })
    await expect(work).rejects.toBe(undo)
    return finding
  }

  it('names the first row or file that was changed, exchanged, removed or added by hand', async () => {
    const claim = await newClaim()
    const other = await newClaim()
    const first = await added(add(claim, report(1)))
    const second = await added(add(claim, report(2)))
    expect(await check()).toBeNull()
    const named = { record: `evidence ${first} of claim/${claim.claimId}`, problem: 'changed' }
    for (const change of [
      sql`page_count = 9`,
      sql`byte_length = 9`,
      sql`uploaded_by = 9`,
      sql`claim_id = ${other.claimId}`,
      sql`media_type = 'image/png'`,
      sql`copy_media_type = 'image/png'`,
      sql`salt = sha256('x')`,
      sql`name_sealed = (select name_sealed from evidence where evidence_id = ${second})`,
      sql`hashes_sealed = (select hashes_sealed from evidence where evidence_id = ${second})`,
    ]) {
      expect(await tampered(sql`update evidence set ${change} where evidence_id = ${first}`)).toMatchObject(named)
    }
    const [emptied] = eraseEvidenceOf(claim.claimId, platform.clock.now())
    expect(await tampered(emptied as ReturnType<typeof sql>)).toMatchObject(named)
    expect(await tampered(sql`delete from evidence where evidence_id = ${first}`)).toMatchObject({ problem: 'removed' })
    const putThere = sql`
      update journal_events set kind = 'claim-filed' where event_id = (select event_id from evidence where evidence_id = ${second})`
    expect(await tampered(putThere)).toMatchObject({ problem: 'added', record: `evidence ${second}` })

    const [one, two] = await evidenceOf(database, claim.claimId)
    const [ref, otherRef] = [one!.sealed!.originalRef, two!.sealed!.originalRef]
    const [bytes, otherBytes] = [await store.get(ref), await store.get(otherRef)]
    await store.put(ref, otherBytes)
    const expected = { record: `sealed original of evidence ${one!.evidenceId} of claim/${claim.claimId}` }
    expect(await check()).toMatchObject({ ...expected, problem: 'changed' })
    await store.delete(ref)
    expect(await check()).toMatchObject({ ...expected, problem: 'removed' })
    await store.put(ref, bytes)
    expect(await check()).toBeNull()
  })
})
