import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testPlatform } from '../../../test/platform.ts'
import { type Actor, commit } from '../../commit/commit.ts'
import { destroySubjectKey, insertSubjectKey } from '../../identity/index.ts'
import { addEvidence, eraseEvidenceOf, openFolderStore, type SealedFileStore } from '../index.ts'
import { pdfReport, photoWithPlace } from '../sample-files.ts'
import { askedMarksOf } from './landmarks.ts'
import { comparePictures, nearPictures } from './near-pictures.ts'
import { printPicture } from './picture-print.ts'
import { readMissingFacts } from './read-missing-facts.ts'
import { factsOf } from './store.ts'
import { cutAndTurned, photoOfForm } from './test-forms.ts'

const platform = await testPlatform()
const { database, vault } = platform
const claimant: Actor = { role: 'participant', personId: 7n }
const subjectOf = (claimId: string) => `claim:${claimId}`

let folder: string
let store: SealedFileStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-facts-'))
  store = await openFolderStore(folder)
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  await sql`truncate picture_likenesses, picture_marks, picture_prints, file_facts`.execute(database)
})

async function newClaim() {
  const claimId = randomUUID()
  const subjectKey = vault.newSubjectKey()
  await insertSubjectKey(platform, subjectOf(claimId), subjectKey).execute(database)
  return { claimId, subjectKey }
}

type TestClaim = Awaited<ReturnType<typeof newClaim>>

async function add(claim: TestClaim, name: string, bytes: Uint8Array): Promise<string> {
  const file = { name, type: name.endsWith('.pdf') ? 'application/pdf' : 'image/jpeg', bytes }
  const outcome = await addEvidence(platform, store, { ...claim, uploadedByPersonId: 7n, file }, (stored) => {
    const command = { key: randomUUID(), kind: 'add-evidence', actor: claimant, content: { name } }
    return commit<string>(platform, command, async (unit) => {
      const eventId = unit.newId()
      const { evidenceId, sha256Commitment } = stored
      const subject = `claim/${claim.claimId}`
      const event = { id: eventId, kind: 'evidence-added' as const, subject, plan: null, facts: { sha256Commitment } }
      return { answer: evidenceId, rows: [stored.row({ eventId, now: unit.now })], events: [event] }
    })
  })
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
  return outcome.event.answer
}

const factsOfClaim = ({ claimId, subjectKey }: TestClaim) => factsOf(vault, subjectKey, database, claimId)
const counts = async () => {
  const { rows } = await sql<{ facts: bigint; prints: bigint }>`
    select (select count(*) from file_facts) as facts, (select count(*) from picture_prints) as prints`.execute(
    database,
  )
  return [Number(rows[0]!.facts), Number(rows[0]!.prints)]
}

describe('facts of files', () => {
  it('are read as a file comes in, of a scan soon after, and are gone once its claim is erased', async () => {
    const claim = await newClaim()
    // The report has so few words that its two pages are taken for scans, and have prints as the photo has.
    const report = await add(claim, 'report.pdf', pdfReport(2))
    expect(await counts()).toEqual([0, 0])
    expect(await readMissingFacts(platform, store, subjectOf)).toBe(1)
    const photo = await add(claim, 'photo.jpg', await photoWithPlace('jpeg'))
    const facts = await factsOfClaim(claim)
    expect(facts.get(report)).toMatchObject({ pictureTraces: null, pdfTraces: { saves: 1, mixedFontLines: 0 } })
    expect(facts.get(report)!.text.length).toBeGreaterThan(0)
    expect(facts.get(photo)).toMatchObject({ text: '', pdfTraces: null })
    expect(await counts()).toEqual([2, 3])
    for (const write of eraseEvidenceOf(claim.claimId, platform.clock.now())) await write.execute(database)
    expect(await counts()).toEqual([0, 0])
    expect(await readMissingFacts(platform, store, subjectOf)).toBe(0)
  })

  it('are read later where they were not read at intake, once', async () => {
    const claim = await newClaim()
    const photo = await add(claim, 'photo.jpg', await photoWithPlace('jpeg'))
    const atIntake = await factsOfClaim(claim)
    await sql`delete from file_facts`.execute(database)
    expect(await readMissingFacts(platform, store, subjectOf)).toBeGreaterThan(0)
    expect((await factsOfClaim(claim)).get(photo)).toEqual(atIntake.get(photo))
    expect(await readMissingFacts(platform, store, subjectOf)).toBe(0)
  })
})

describe('near pictures', () => {
  async function near({ claimId }: TestClaim, fromPercent = 90) {
    for (const write of await comparePictures(platform, subjectOf, claimId)) await write.execute(database)
    return nearPictures(database, [claimId], fromPercent)
  }
  const othersNear = async (claim: TestClaim) => (await near(claim)).map(({ otherClaimId }) => otherClaimId)
  async function claimWith(...files: readonly Uint8Array[]): Promise<TestClaim> {
    const claim = await newClaim()
    for (const [at, bytes] of files.entries()) await add(claim, `photo-${at}.jpg`, bytes)
    return claim
  }

  it('are copies that were cut and turned, and no other form of the same hospital', async () => {
    const original = await photoOfForm(1)
    const one = await claimWith(original)
    await claimWith(await photoOfForm(2), await photoOfForm(3))
    const copied = await claimWith(await cutAndTurned(original, 2.5))
    const [found, ...others] = await near(copied)
    expect(others).toEqual([])
    expect(found).toMatchObject({ otherClaimId: one.claimId })
    expect(found!.likenessPercent).toBeGreaterThanOrEqual(97)
    // Compared once: what came out is kept, and known of both.
    const kept = async () => (await sql`select * from picture_likenesses order by 1, 2`.execute(database)).rows
    const before = await kept()
    expect(await near(copied)).toEqual([found])
    expect(await kept()).toEqual(before)
    expect(await nearPictures(database, [one.claimId, copied.claimId], 90)).toHaveLength(2)
    // Asked from the other side the answer is the same.
    expect((await near(one)).map(({ likenessPercent }) => likenessPercent)).toEqual([found!.likenessPercent])
    expect(await near(copied, found!.likenessPercent + 1)).toEqual([])
  })

  it.each([
    [4, 1],
    [3, 0],
  ])('share %i marks: found %i', async (marks, found) => {
    const original = await photoOfForm(4)
    const one = await claimWith(original)
    const copied = await claimWith(await cutAndTurned(original, -1))
    const asked = askedMarksOf(await printPicture(await cutAndTurned(original, -1)))
    const { rows } = await sql<{ mark: number }>`
      select mark from picture_marks join picture_prints using (print_id)
      where claim_id = ${one.claimId} and mark = any(${asked}::integer[]) order by mark`.execute(database)
    await sql`
      delete from picture_marks m using picture_prints p
      where m.print_id = p.print_id and p.claim_id = ${one.claimId}
        and m.mark <> all(${rows.slice(0, marks).map(({ mark }) => mark)}::integer[])`.execute(database)
    expect(await othersNear(copied)).toEqual(found ? [one.claimId] : [])
  })

  it('are not looked for by marks that stand in more than 60 prints', async () => {
    const original = await photoOfForm(5)
    const one = await claimWith(original)
    const copied = await claimWith(await cutAndTurned(original, 1))
    // Prints of other things, each of which stands under one mark of these two.
    const { rows } = await sql<{ evidence_id: string }>`select evidence_id from evidence limit 1`.execute(database)
    const addUnderEachMark = (prints: number, firstPage: number) =>
      sql`
        with wanted as materialized (
          select mark, ${firstPage} + row_number() over () as page
          from (select distinct mark from picture_marks) as marks, generate_series(1, ${prints}::integer)),
        more as (
          insert into picture_prints (evidence_id, page, claim_id, sealed)
          select ${rows[0]!.evidence_id}, page, ${randomUUID()}, '' from wanted returning print_id, page)
        insert into picture_marks (mark, print_id) select mark, print_id from wanted join more using (page)`.execute(
        database,
      )
    await addUnderEachMark(58, 1_000)
    expect(await othersNear(copied)).toEqual([one.claimId])
    await addUnderEachMark(2, 100_000)
    await sql`delete from picture_likenesses`.execute(database)
    expect(await othersNear(copied)).toEqual([])
  })

  it('are not found any more once the key of the other claim was destroyed, or its files were erased', async () => {
    const original = await photoOfForm(6)
    const [one, other] = [await claimWith(original), await claimWith(await cutAndTurned(original, 0.5))]
    const copied = await claimWith(await cutAndTurned(original, -0.5))
    for (const write of eraseEvidenceOf(one.claimId, platform.clock.now())) await write.execute(database)
    await destroySubjectKey(subjectOf(other.claimId), platform.clock.now()).execute(database)
    expect(await near(copied)).toEqual([])
    // What had been compared is erased with it.
    const last = await claimWith(original)
    expect(await othersNear(last)).toEqual([copied.claimId])
    for (const write of eraseEvidenceOf(copied.claimId, platform.clock.now())) await write.execute(database)
    expect(await near(last)).toEqual([])
  })
})
