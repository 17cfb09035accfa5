import { type FileLimits, fileLimits } from '@tongzhou/core'
import { commit, system } from '../../commit/commit.ts'
import { eachApart } from '../../commit/each-apart.ts'
import type { Platform } from '../../commit/platform.ts'
import { openSubjectKey } from '../../identity/index.ts'
import { openFile } from '../sealed-evidence.ts'
import type { SealedFileStore } from '../sealed-file-store.ts'
import { findEvidence, unerased } from '../store.ts'
import { readFileFacts } from './read-file-facts.ts'
import { filesWithoutFacts, insertFacts, sealFacts } from './store.ts'

/** Files of one run. The job runs again soon, and other work is not kept waiting for long. */
const filesPerRun = 20

/**
 * Reads the facts of files that have none yet: of a time before facts were read, or brought in when the decoders were busy. Each is
 * opened by the platform itself; nobody sees it. Returns how many it read.
 */
export async function readMissingFacts(
  platform: Platform,
  store: SealedFileStore,
  subjectOf: (claimId: string) => string,
  limits: FileLimits = fileLimits,
): Promise<number> {
  let read = 0
  await eachApart(await filesWithoutFacts(platform.database, filesPerRun), async (evidenceId) => {
    if (await readOne(platform, store, subjectOf, evidenceId, limits)) read += 1
  })
  return read
}

async function readOne(
  platform: Platform,
  store: SealedFileStore,
  subjectOf: (claimId: string) => string,
  evidenceId: string,
  limits: FileLimits,
): Promise<boolean> {
  const { database, vault } = platform
  const stored = await findEvidence(database, evidenceId)
  if (!stored?.sealed) return false
  const { claimId, copyMediaType, mediaType, pages, sealed } = stored
  const subjectKey = await openSubjectKey(platform, database, subjectOf(claimId))
  const bytes = openFile(vault, subjectKey, evidenceId, 'original', await store.get(sealed.originalRef))
  const copy = openFile(vault, subjectKey, evidenceId, 'copy', await store.get(sealed.copyRef))
  const file = { mediaType, pages, bytes, copy: { mediaType: copyMediaType, bytes: copy } }
  const facts = await readFileFacts(file, limits)
  if (facts === null) return false
  const command = { key: `file-facts:${evidenceId}`, kind: 'read-file-facts', actor: system, content: { evidenceId } }
  const kept = sealFacts(vault, subjectKey, evidenceId, facts)
  const outcome = await commit<null>(platform, command, async ({ now }) => ({
    answer: null,
    rows: [insertFacts(unerased(evidenceId), { claimId, now }, kept)],
    events: [],
  }))
  return outcome.accepted
}
