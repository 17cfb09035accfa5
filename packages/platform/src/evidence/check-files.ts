import { createHash } from 'node:crypto'
import { fileCommitment } from '@tongzhou/core'
import type { Platform, Reader } from '../commit/platform.ts'
import { openSubjectKeys } from '../identity/index.ts'
import type { Finding, StateCheck } from '../journal/index.ts'
import { fileRecord, ifIntact, openFile } from './sealed-evidence.ts'
import { FileMissing, type SealedFileStore } from './sealed-file-store.ts'
import { countEvidence, type LoggedEvidence, loggedEvidence, type StoredEvidence, strayEvidence } from './store.ts'

/** Files opened between two queries. */
const batchSize = 200

type Problem = Pick<Finding, 'problem' | 'record' | 'detail'>

/**
 * Compares each file of the store with its row, and each row with its entry of the log, in the order of the log: finds the
 * first file or row that was changed, exchanged, removed or added. `subjectOf` names the key subject of a claim.
 */
export function evidenceCheck(store: SealedFileStore, subjectOf: (claimId: string) => string): StateCheck {
  return {
    name: 'evidence',
    run: async (platform, reader, progress) => {
      const all = await countEvidence(reader)
      let done = 0
      for (let after = 0n; ; ) {
        const batch = await loggedEvidence(reader, after, batchSize)
        if (batch.length === 0) break
        after = batch.at(-1)!.eventNo
        const finding = await checkBatch(platform, reader, store, subjectOf, batch)
        if (finding) return finding
        done += batch.length
        progress(done, all)
      }
      const stray = await strayEvidence(reader)
      if (stray === null) return null
      const detail = 'no entry of the log says that it was added'
      return { problem: 'added', record: `evidence ${stray}`, detail, leafIndex: null }
    },
  }
}

async function checkBatch(
  platform: Platform,
  reader: Reader,
  store: SealedFileStore,
  subjectOf: (claimId: string) => string,
  batch: readonly LoggedEvidence[],
): Promise<Finding | null> {
  const subjects = new Set(batch.flatMap(({ evidence }) => (evidence ? [subjectOf(evidence.claimId)] : [])))
  const keys = await openSubjectKeys(platform, reader, [...subjects])
  for (const logged of batch) {
    const key = logged.evidence ? keys.get(subjectOf(logged.evidence.claimId)) : undefined
    const problem = await checkOne(platform, store, logged, key)
    if (problem) return { ...problem, leafIndex: logged.leafIndex }
  }
  return null
}

async function checkOne(
  platform: Platform,
  store: SealedFileStore,
  { subject, evidence, sha256Commitment }: LoggedEvidence,
  key: Uint8Array | undefined,
): Promise<Problem | null> {
  if (!evidence) {
    return { problem: 'removed', record: `an evidence of ${subject}`, detail: 'the log says that it was added' }
  }
  const record = `evidence ${evidence.evidenceId} of ${subject}`
  if (evidence.sealed === null) {
    // Erasing destroys the key in the same transaction: a row emptied by hand leaves it.
    return key
      ? { problem: 'changed', record, detail: 'it was emptied, but the key of its claim was not destroyed' }
      : null
  }
  if (!key) return { problem: 'removed', record: `key of ${record}`, detail: 'it is gone, but the row was not erased' }
  const kept = ifIntact(() => fileRecord(platform.vault, key, evidence))
  if (!kept || fileCommitment(evidence.sealed.salt, kept) !== sha256Commitment) {
    return { problem: 'changed', record, detail: 'it is not what the log committed to' }
  }
  return (
    (await checkFile(platform, store, evidence, key, 'original', kept.sha256, record)) ??
    (await checkFile(platform, store, evidence, key, 'copy', kept.copySha256, record))
  )
}

async function checkFile(
  { vault }: Platform,
  store: SealedFileStore,
  evidence: StoredEvidence,
  key: Uint8Array,
  part: 'original' | 'copy',
  sha256: string,
  record: string,
): Promise<Problem | null> {
  const file = `sealed ${part} of ${record}`
  const { originalRef, copyRef } = evidence.sealed!
  let bytes: Uint8Array
  try {
    bytes = await store.get(part === 'original' ? originalRef : copyRef)
  } catch (fault) {
    if (fault instanceof FileMissing) return { problem: 'removed', record: file, detail: 'it is not in the file store' }
    throw fault
  }
  const opened = ifIntact(() => openFile(vault, key, evidence.evidenceId, part, bytes))
  const found = opened && createHash('sha256').update(opened).digest('hex')
  return found === sha256 ? null : { problem: 'changed', record: file, detail: 'its bytes are not those handed in' }
}
