import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AskedPage, type Refused, refuse } from '@tongzhou/core'
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testPlatform } from '../../test/platform.ts'
import { type Actor, commit } from '../commit/commit.ts'
import { destroySubjectKey, insertSubjectKey, SealBroken } from '../identity/index.ts'
import {
  addEvidence,
  eraseEvidenceOf,
  FileMissing,
  openFolderStore,
  openRedactedPage,
  redactEvidence,
  redactedPagesCheck,
  redactionsOf,
  type SealedFileStore,
  sweepFiles,
  viewsOf,
} from './index.ts'
import { pdfReport } from './sample-files.ts'

const platform = await testPlatform()
const { database, vault } = platform
const reviewer: Actor = { role: 'reviewer', personId: 8n }
const juror: Actor = { role: 'participant', personId: 9n }
const subjectOf = (claimId: string) => `claim:${claimId}`

let folder: string
let store: SealedFileStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redactions-'))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(async () => {
  store = await openFolderStore(join(folder, randomUUID()))
})

interface Paper {
  readonly claimId: string
  readonly subjectKey: Uint8Array
  readonly evidenceId: string
  readonly subject: string
}

/** A report of three pages in a claim of its own. */
async function paper(): Promise<Paper> {
  const claimId = randomUUID()
  const subject = `claim/${claimId}`
  const subjectKey = vault.newSubjectKey()
  await insertSubjectKey(platform, subjectOf(claimId), subjectKey).execute(database)
  const file = { name: 'report.pdf', type: 'application/pdf', bytes: pdfReport(3) }
  const given = { claimId, subjectKey, uploadedByPersonId: 7n, file }
  const outcome = await addEvidence(platform, store, given, (stored) => {
    const actor: Actor = { role: 'participant', personId: 7n }
    const command = { key: randomUUID(), kind: 'add-evidence', actor, content: { claimId } }
    return commit<{ evidenceId: string }>(platform, command, async ({ newId, now }) => {
      const eventId = newId()
      const facts = { sha256Commitment: stored.sha256Commitment }
      const events = [{ id: eventId, kind: 'evidence-added', subject, plan: 'plan@1', facts } as const]
      return { answer: { evidenceId: stored.evidenceId }, rows: [stored.row({ eventId, now })], events }
    })
  })
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
  return { claimId, subject, subjectKey, evidenceId: outcome.event.answer.evidenceId }
}

const allPages: readonly AskedPage[] = [
  { page: 1, boxes: [{ x: 0.1, y: 0.4, width: 0.4, height: 0.2 }] },
  { page: 3, boxes: [] },
]

function redact(
  of: Paper,
  given: {
    readonly key?: string
    readonly pages?: readonly AskedPage[]
    readonly refusals?: readonly (Refused | null)[]
  } = {},
) {
  const { key = randomUUID(), pages = allPages, refusals = [] } = given
  let asked = 0
  const command = { key, actor: reviewer, evidenceId: of.evidenceId, pages }
  return redactEvidence(platform, store, command, async () => refusals[asked++] ?? of)
}

async function redacted(of: Paper): Promise<string> {
  const outcome = await redact(of)
  if (!outcome.accepted) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.event.answer.redactionId
}

function open(of: Paper, redactionId: string, page: number, refusal: Refused | null = null) {
  return openRedactedPage(platform, store, { actor: juror, redactionId, page }, async () => refusal ?? of)
}

const code = (outcome: { readonly accepted: true } | Refused) => (outcome.accepted ? 'accepted' : outcome.refusal.code)
const stored = async () => (await Array.fromAsync(store.list())).map((file) => file.ref)
const counts = async () => {
  const { rows } = await sql<Record<string, bigint>>`
    select (select count(*) from redactions) as redactions, (select count(*) from redacted_pages) as pages,
      (select count(*) from journal_events) as events, (select count(*) from commands) as commands`.execute(database)
  return rows[0]!
}

describe('a redaction', () => {
  it('keeps its pages sealed, and commits to them beside the original', async () => {
    const one = await paper()
    const redactionId = await redacted(one)
    const [kept, ...others] = await redactionsOf(database, one.claimId)
    expect(others).toEqual([])
    expect(kept).toMatchObject({ redactionId, evidenceId: one.evidenceId, redactedByPersonId: 8n, pages: [1, 3] })
    for (const ref of await stored()) expect(Buffer.from(await store.get(ref)).includes('JFIF')).toBe(false)
    const { rows } = await sql<{ kind: string; subject: string; entry: string }>`
      select kind, subject, entry from journal_events
      where subject = ${one.subject} order by event_no`.execute(database)
    const [added, entry] = rows.map((row) => JSON.parse(row.entry))
    expect(rows.map((row) => row.kind)).toEqual(['evidence-added', 'evidence-redacted'])
    expect(kept!.originalCommitment).toBe(added.facts.sha256Commitment)
    expect(entry).toMatchObject({
      facts: { original: added.facts.sha256Commitment, pages: 2, boxes: 1 },
      plan: 'plan@1',
      role: 'reviewer',
    })
    expect(Object.keys(entry.facts).sort()).toEqual(['boxes', 'original', 'pages'])
    expect(Object.keys(entry.commitments)).toEqual(['redaction'])
  })

  it('is seen page by page, black where it was drawn, and each look is recorded', async () => {
    const one = await paper()
    const redactionId = await redacted(one)
    const seen = await open(one, redactionId, 1)
    if (!seen.accepted) throw new Error(seen.refusal.code)
    expect([seen.file.mediaType, seen.file.name]).toEqual(['image/jpeg', `${one.evidenceId.slice(0, 8)}-1.jpg`])
    const { data, info } = await sharp(seen.file.bytes).greyscale().raw().toBuffer({ resolveWithObject: true })
    const at = (x: number, y: number) => data[Math.floor(y * info.height) * info.width + Math.floor(x * info.width)]
    expect([at(0.11, 0.41), at(0.49, 0.59), at(0.6, 0.5), at(0.3, 0.3)]).toEqual([0, 0, 255, 255])
    expect(code(await open(one, redactionId, 3))).toBe('accepted')
    const looks = await viewsOf(database, one.evidenceId)
    expect(looks.map(({ viewerPersonId, shown, redactedPage }) => [viewerPersonId, shown, redactedPage])).toEqual([
      [9n, 'redacted', { redactionId, page: 1 }],
      [9n, 'redacted', { redactionId, page: 3 }],
    ])
  })

  it('is refused without a trace: no row, no event, no key, no file', async () => {
    const one = await paper()
    const [before, files] = [await counts(), await stored()]
    const unknown = { ...one, evidenceId: randomUUID() }
    expect(code(await redact(unknown))).toBe('evidence-not-found')
    expect(code(await redact(one, { refusals: [refuse('conflict-of-interest')] }))).toBe('conflict-of-interest')
    // A conflict that is declared while the pages are drawn.
    expect(code(await redact(one, { refusals: [null, refuse('conflict-of-interest')] }))).toBe('conflict-of-interest')
    expect(code(await redact(one, { pages: [] }))).toBe('redaction-of-no-page')
    expect(code(await redact(one, { pages: [{ page: 4, boxes: [] }] }))).toBe('redaction-page-unknown')
    const outside = { x: 0.9, y: 0, width: 0.2, height: 1 }
    expect(code(await redact(one, { pages: [{ page: 1, boxes: [outside] }] }))).toBe('redaction-box-outside')
    expect([await counts(), await stored()]).toEqual([before, files])
  })

  it('leaves no file when one of its pages can not be written', async () => {
    const one = await paper()
    const [before, files] = [await counts(), await stored()]
    const whole = store
    let puts = 0
    store = {
      ...whole,
      put: (ref, bytes) => (++puts === 2 ? Promise.reject(new Error('disk full')) : whole.put(ref, bytes)),
    }
    await expect(redact(one)).rejects.toThrow('disk full')
    expect([puts, await counts(), await stored()]).toEqual([2, before, files])
  })

  it('asked for ten times at once is made once', async () => {
    const one = await paper()
    const key = randomUUID()
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => redact(one, { key })))
    const ids = outcomes.map((outcome) => outcome.accepted && outcome.event.answer.redactionId)
    expect(new Set(ids).size).toBe(1)
    expect((await redactionsOf(database, one.claimId)).map(({ redactionId }) => redactionId)).toEqual([ids[0]])
    expect((await stored()).length).toBe(4)
    const other = [{ page: 2, boxes: [] }]
    expect(code(await redact(one, { key, pages: other }))).toBe('idempotency-key-reused')
    expect((await stored()).length).toBe(4)
  })

  it('is followed by another where it was wrong, and never changed or deleted by SQL', async () => {
    const one = await paper()
    const first = await redacted(one)
    platform.clock.advance({ minutes: 1 })
    const second = await redacted(one)
    expect((await redactionsOf(database, one.claimId)).map(({ redactionId }) => redactionId)).toEqual([first, second])
    for (const change of [
      sql`update redactions set redacted_by = 9 where redaction_id = ${first}`,
      sql`update redactions set erased_at = now() where redaction_id = ${first}`,
      sql`update redactions set erased_at = now(), pages_sealed = null, redacted_by = 9 where redaction_id = ${first}`,
      sql`delete from redactions where redaction_id = ${first}`,
      sql`update redacted_pages set file_ref = gen_random_uuid() where redaction_id = ${first}`,
      sql`update redacted_pages set page = 2 where redaction_id = ${first} and page = 1`,
      sql`delete from redacted_pages where redaction_id = ${first}`,
    ]) {
      await expect(change.execute(database)).rejects.toThrow()
    }
  })
})

describe('a look at a redacted page', () => {
  it('is refused without a record to those who may not, and for what is not shown', async () => {
    const one = await paper()
    const redactionId = await redacted(one)
    expect(code(await open(one, randomUUID(), 1))).toBe('redaction-not-found')
    expect(code(await open(one, redactionId, 1, refuse('claim-not-found')))).toBe('claim-not-found')
    expect(code(await open(one, redactionId, 2))).toBe('redaction-page-unknown')
    expect(await viewsOf(database, one.evidenceId)).toEqual([])
  })

  it('shows nothing where the store lost or exchanged the picture', async () => {
    const one = await paper()
    const redactionId = await redacted(one)
    const { rows } = await sql<{ file_ref: string }>`
      select file_ref from redacted_pages where redaction_id = ${redactionId} order by page`.execute(database)
    const [first, third] = rows.map((row) => row.file_ref)
    await store.put(first!, await store.get(third!))
    await expect(open(one, redactionId, 1)).rejects.toThrow(SealBroken)
    await store.delete(first!)
    await expect(open(one, redactionId, 1)).rejects.toThrow(FileMissing)
    expect((await viewsOf(database, one.evidenceId)).length).toBe(2)
  })
})

describe('the files of redactions', () => {
  it('are not swept while their rows know them, and are when they were erased with the paper', async () => {
    const one = await paper()
    const redactionId = await redacted(one)
    const used = (await stored()).sort()
    expect(used.length).toBe(4)
    const later = Temporal.Now.instant().add({ hours: 25 })
    expect(await sweepFiles(database, store, later)).toBe(0)
    await database.transaction().execute(async (reader) => {
      for (const write of eraseEvidenceOf(one.claimId, platform.clock.now())) await write.execute(reader)
      await destroySubjectKey(subjectOf(one.claimId), platform.clock.now()).execute(reader)
    })
    expect(code(await open(one, redactionId, 1))).toBe('evidence-erased')
    expect(code(await redact(one))).toBe('evidence-erased')
    expect(await sweepFiles(database, store, later)).toBe(4)
    expect((await redactionsOf(database, one.claimId))[0]).toMatchObject({ pages: [1, 3], pagesSealed: null })
    const check = redactedPagesCheck(store, (claimId) => (claimId === one.claimId ? subjectOf(claimId) : 'nobody'))
    expect(await check.run(platform, database, () => {})).toBeNull()
  })

  it('of a redaction that is written at the moment of the erasure are erased too', async () => {
    const one = await paper()
    const erase = () =>
      database.transaction().execute(async (reader) => {
        for (const write of eraseEvidenceOf(one.claimId, platform.clock.now())) await write.execute(reader)
      })
    let asked = 0
    let erasing = Promise.resolve()
    const command = { key: randomUUID(), actor: reviewer, evidenceId: one.evidenceId, pages: allPages }
    const outcome = await redactEvidence(platform, store, command, async () => {
      asked += 1
      // The second time the transaction that writes the redaction holds the paper.
      if (asked === 2) {
        erasing = erase()
        await Promise.race([erasing, somebodyWaits()])
      }
      return one
    })
    await erasing
    expect([code(outcome), asked]).toEqual(['accepted', 2])
    expect(await redactionsOf(database, one.claimId)).toMatchObject([{ pages: [1, 3], pagesSealed: null }])
    expect(await sweepFiles(database, store, Temporal.Now.instant().add({ hours: 25 }))).toBe(4)
  })
})

/** Returns when a transaction of this database waits for a lock of another. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(database)
    if (rows.length > 0) return
  }
}
