import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testPlatform } from '../../../test/platform.ts'
import { type Actor, commit } from '../../commit/commit.ts'
import { insertSubjectKey } from '../../identity/index.ts'
import { addEvidence, eraseEvidenceOf, openFolderStore, type SealedFileStore } from '../index.ts'
import { pdfReport, photoWithPlace } from '../sample-files.ts'
import { printSide } from './picture-print.ts'
import { readMissingFacts } from './read-missing-facts.ts'
import { factsOf, nearPictures } from './store.ts'

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
  await sql`truncate picture_prints, file_facts`.execute(database)
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
  const detail = Buffer.from(Int8Array.from({ length: printSide ** 2 }, (_, at) => ((at * 37) % 81) - 40).buffer)
  const otherDetail = Buffer.from(Int8Array.from(detail.map((byte) => ~byte & 0xff)).buffer)

  async function printed(hash: bigint, shown = detail): Promise<TestClaim> {
    const claim = await newClaim()
    const evidenceId = await add(claim, 'report.pdf', pdfReport(Number(BigInt.asUintN(6, hash)) + 4))
    await sql`
      insert into picture_prints (evidence_id, page, claim_id, hash, detail)
      values (${evidenceId}, 1, ${claim.claimId}, ${BigInt.asIntN(64, hash)}, ${shown})`.execute(database)
    return claim
  }

  /** Flips bits spread over all quarters, so that none of them stays as it was where there are enough. */
  const flipped = (hash: bigint, bits: number) =>
    Array.from({ length: bits }).reduce<bigint>(
      (changed, _, bit) => changed ^ (1n << BigInt((bit % 4) * 16 + Math.floor(bit / 4))),
      hash,
    )

  it.each([
    [0, 1],
    [4, 1],
    [10, 1],
    [11, 0],
  ])('whose hashes differ in %i bits: %i', async (bits, found) => {
    const hash = 0xfedc_ba98_7654_3210n
    const one = await printed(hash)
    const other = await printed(flipped(hash, bits))
    const near = await nearPictures(database, one.claimId, 90)
    expect(near.map(({ likenessPercent, otherClaimId }) => [otherClaimId, likenessPercent])).toEqual(
      found ? [[other.claimId, 100]] : [],
    )
  })

  it('are not those whose hash is the same and whose lines are others', async () => {
    const one = await printed(77n)
    await printed(77n, otherDetail)
    expect(await nearPictures(database, one.claimId, 90)).toEqual([])
  })
})
