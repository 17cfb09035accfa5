import { createHash } from 'node:crypto'
import { type FileLimits, type FileRecord, fileCommitment, fileLimits, refuse, saltBytes } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Outcome, Row } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import { readFileFacts } from './file-facts/read-file-facts.ts'
import { insertFacts, type SealedFacts, sealFacts } from './file-facts/store.ts'
import { type InspectedFile, inspectFile, type UploadedFile } from './inspect-file.ts'
import { sealFile, sealParts } from './sealed-evidence.ts'
import type { SealedFileStore } from './sealed-file-store.ts'
import { insertEvidence, type SealedParts } from './store.ts'

/** A file for a claim. `subjectKey` is the claim's key; whether the person may add to this claim is the caller's to say. */
export interface NewEvidence {
  readonly claimId: string
  readonly subjectKey: Uint8Array
  readonly uploadedByPersonId: bigint
  readonly file: UploadedFile
  readonly limits?: FileLimits
}

/** An evidence whose sealed files lie in the store, and that no row knows yet. */
export interface StoredFiles {
  readonly evidenceId: string
  /** Goes on the log with the event; see `FileRecord`. */
  readonly sha256Commitment: string
  /** SHA-256 of the original, for the content of the command: the same key with another file is another command. */
  readonly sha256: string
  /** The row, for `commit`, under the journal event that carries the commitment. */
  row(written: { readonly eventId: string; readonly now: Temporal.Instant }): Row
}

/**
 * Takes a file for a claim: looks into it, seals original and reviewer's copy into the store, and lets `commitStored`
 * commit the row together with the claim's own step. Where that is refused, or the same command had been carried out
 * before, the files are removed again; where the process dies in between, the sweep finds them. Facts that take long, those of a
 * scan, are left to `readMissingFacts`: whoever uploads does not wait for them.
 *
 * Refusals: those of `FileRefusal`, then those of `commitStored`, among them evidence-already-added (the row's).
 */
export async function addEvidence<Answer>(
  platform: Platform,
  store: SealedFileStore,
  given: NewEvidence,
  commitStored: (stored: StoredFiles) => Promise<Outcome<Answer>>,
): Promise<Outcome<Answer>> {
  const limits = given.limits ?? fileLimits
  const inspected = await inspectFile(given.file, limits)
  if (!inspected.accepted) return inspected
  const facts = await readFileFacts({ ...inspected.value, bytes: given.file.bytes }, limits, 'later')
  const refs = [newId(platform.dice), newId(platform.dice)] as const
  const record = recordOf(platform, given, inspected.value)
  const salt = platform.dice.bytes(saltBytes)
  await putBoth(platform, store, given, record, inspected.value, refs)
  const { subjectKey } = given
  const outcome = await commitStored({
    evidenceId: record.evidenceId,
    sha256Commitment: fileCommitment(salt, record),
    sha256: record.sha256,
    row: rowOf(
      record,
      sealParts(platform.vault, subjectKey, inspected.value, { record, salt, refs }),
      facts && sealFacts(platform.vault, subjectKey, record.evidenceId, facts),
    ),
  })
  if (!outcome.accepted || outcome.event.repeated) await removeAll(store, refs)
  return outcome
}

function recordOf(platform: Platform, given: NewEvidence, file: InspectedFile): FileRecord {
  return {
    evidenceId: newId(platform.dice),
    claimId: given.claimId,
    uploadedByPersonId: given.uploadedByPersonId,
    name: file.name,
    mediaType: file.mediaType,
    byteLength: file.byteLength,
    pages: file.pages,
    sha256: Buffer.from(file.sha256).toString('hex'),
    copyMediaType: file.copy.mediaType,
    copySha256: createHash('sha256').update(file.copy.bytes).digest('hex'),
  }
}

/** The file and its facts in one statement, so that whoever commits the row can't forget one of them. */
function rowOf(record: FileRecord, sealed: SealedParts, facts: SealedFacts | null): StoredFiles['row'] {
  return (written) => {
    const evidence = insertEvidence(record, sealed, written)
    const { claimId } = record
    return {
      write: facts
        ? insertFacts(sql`${evidence} returning evidence_id`, { claimId, now: written.now }, facts)
        : evidence,
      orRefuse: refuse('evidence-already-added', {}, { field: 'file' }),
    }
  }
}

async function putBoth(
  { vault }: Platform,
  store: SealedFileStore,
  { subjectKey, file }: NewEvidence,
  { evidenceId }: FileRecord,
  { copy }: InspectedFile,
  refs: readonly [string, string],
): Promise<void> {
  try {
    await store.put(refs[0], sealFile(vault, subjectKey, evidenceId, 'original', file.bytes))
    await store.put(refs[1], sealFile(vault, subjectKey, evidenceId, 'copy', copy.bytes))
  } catch (fault) {
    await removeAll(store, refs)
    throw fault
  }
}

async function removeAll(store: SealedFileStore, refs: readonly string[]): Promise<void> {
  for (const ref of refs) await store.delete(ref)
}
