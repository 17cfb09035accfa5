import { createHash } from 'node:crypto'
import type { Recordable } from '@tongzhou/core'
import type { Platform, Reader } from '../commit/platform.ts'
import { openSubjectKeys } from '../identity/index.ts'
import { type Content, erased, type Finding, type RecordSource, type StateCheck } from '../journal/index.ts'
import {
  countRedactions,
  redactionsAfter,
  redactionsOfEvents,
  refsOfRedaction,
  type StoredRedaction,
  strayRedaction,
} from './redaction-store.ts'
import { ifIntact } from './sealed-evidence.ts'
import { FileMissing, type SealedFileStore } from './sealed-file-store.ts'
import { openPage, redactionRecord } from './sealed-redaction.ts'

/** Redactions opened between two queries. */
const batchSize = 200

const nameOf = ({ redactionId, evidenceId }: StoredRedaction) => `redaction ${redactionId} of evidence ${evidenceId}`

/** The redactions behind the log's `redaction` commitments. `subjectOf` names the key subject of a claim. */
export function redactionSource(subjectOf: (claimId: string) => string): RecordSource {
  return {
    table: 'redactions',
    commitment: 'redaction',
    kinds: ['evidence-redacted'],
    contents: async (platform, reader, eventIds) => {
      const redactions = await redactionsOfEvents(reader, eventIds)
      const keys = await keysOf(platform, reader, redactions, subjectOf)
      const contentOf = (redaction: StoredRedaction): Content => ({
        content: contentNow(platform, keys.get(subjectOf(redaction.claimId)), redaction),
        description: nameOf(redaction),
      })
      return new Map(redactions.map((redaction) => [redaction.eventId, contentOf(redaction)]))
    },
    stray: async (reader) => {
      const redactionId = await strayRedaction(reader)
      return redactionId && `redaction ${redactionId}`
    },
  }
}

function keysOf(
  platform: Platform,
  reader: Reader,
  redactions: readonly StoredRedaction[],
  subjectOf: (claimId: string) => string,
): Promise<ReadonlyMap<string, Uint8Array>> {
  return openSubjectKeys(platform, reader, [...new Set(redactions.map(({ claimId }) => subjectOf(claimId)))])
}

/** What can't be opened is a content that no commitment matches. */
function contentNow(
  { vault }: Platform,
  key: Uint8Array | undefined,
  redaction: StoredRedaction,
): Recordable | typeof erased {
  if (!key) return redaction.pagesSealed === null ? erased : 'its key is gone, but the row was not erased'
  const record = ifIntact(() => redactionRecord(vault, key, redaction))
  // Erasing destroys the key in the same transaction: a row emptied by hand leaves it.
  return record === null ? 'emptied or unreadable' : (record as unknown as Recordable)
}

/** Compares each picture of a redacted page in the store with what its redaction says of it. */
export function redactedPagesCheck(store: SealedFileStore, subjectOf: (claimId: string) => string): StateCheck {
  return {
    name: 'redacted pages',
    run: async (platform, reader, progress) => {
      const all = await countRedactions(reader)
      let done = 0
      for (let after: string | null = null; ; ) {
        const batch = await redactionsAfter(reader, after, batchSize)
        if (batch.length === 0) return null
        const keys = await keysOf(platform, reader, batch, subjectOf)
        for (const redaction of batch) {
          const key = keys.get(subjectOf(redaction.claimId))
          const finding = key && (await checkPages(platform, reader, store, key, redaction))
          if (finding) return finding
        }
        done += batch.length
        progress(done, all)
        after = batch.at(-1)!.redactionId
      }
    },
  }
}

async function checkPages(
  platform: Platform,
  reader: Reader,
  store: SealedFileStore,
  key: Uint8Array,
  redaction: StoredRedaction,
): Promise<Finding | null> {
  const record = ifIntact(() => redactionRecord(platform.vault, key, redaction))
  // The log's commitment says the same of it.
  if (record === null) return found('changed', nameOf(redaction), 'it can not be opened')
  const refs = await refsOfRedaction(reader, redaction.redactionId)
  for (const { page, sha256 } of record.pages) {
    const picture = `page ${page} of ${nameOf(redaction)}`
    const ref = refs.get(page)
    if (ref === undefined) return found('removed', picture, 'no row says where its picture is')
    const finding = await checkPicture(platform, store, key, { redaction, page, ref, sha256, picture })
    if (finding) return finding
  }
  return null
}

interface KeptPicture {
  readonly redaction: StoredRedaction
  readonly page: number
  readonly ref: string
  readonly sha256: string
  readonly picture: string
}

async function checkPicture(
  { vault }: Platform,
  store: SealedFileStore,
  key: Uint8Array,
  { redaction, page, ref, sha256, picture }: KeptPicture,
): Promise<Finding | null> {
  let sealed: Uint8Array
  try {
    sealed = await store.get(ref)
  } catch (fault) {
    if (fault instanceof FileMissing) return found('removed', picture, 'it is not in the file store')
    throw fault
  }
  const opened = ifIntact(() => openPage(vault, key, redaction.redactionId, page, sealed))
  if (opened && createHash('sha256').update(opened).digest('hex') === sha256) return null
  return found('changed', picture, 'its bytes are not those that were made')
}

function found(problem: Finding['problem'], record: string, detail: string): Finding {
  return { problem, record, detail, leafIndex: null }
}
