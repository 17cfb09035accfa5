import { addEvidence as decideEvidence, type Parsed, parsed, refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import {
  type AnnouncedFile,
  announcedFile,
  beginUpload,
  joinParts,
  type SealedFileStore,
  type StoredUpload,
  type UploadState,
  uploadOf,
} from '../evidence/index.ts'
import { addClaimEvidence, addingCommand, isInvestigator, mayAdd } from './add-claim-evidence.ts'
import type { CaseCommand } from './review-claim.ts'
import { loadClaim } from './store.ts'
import { type ClaimAnswer, takeStep } from './take-step.ts'

/**
 * Announces a file that will come in parts. A claim that takes no evidence now says so before the first byte is sent. Refusals:
 * claim-not-found, those of adding evidence, those of the file's name, size and type, too-many-uploads.
 */
export function beginClaimUpload(
  platform: Platform,
  command: CaseCommand & { readonly file: AnnouncedFile },
): Promise<Outcome<UploadState>> {
  const { actor, caseReference, file, key } = command
  const content = { caseReference, ...file }
  return commit<UploadState>(platform, { key, kind: 'begin-upload', actor, content }, async (unit) => {
    const stored = await loadClaim(platform, unit.reader, caseReference, { lock: true })
    if (!stored || !(await mayAdd(unit.reader, stored, actor)))
      return refuse('claim-not-found', { case: caseReference })
    const nothing = { evidenceId: '', sha256Commitment: '', byInvestigator: isInvestigator(stored, actor) }
    const open = decideEvidence(stored.claim, nothing)
    if (!open.accepted) return open
    const { claimId, subjectKey } = stored
    return beginUpload(platform, unit, { claimId, subjectKey, personId: actor.personId!, file })
  })
}

/** An upload that its sender may go on with; `subjectKey` is its claim's. */
export interface OpenedUpload {
  readonly upload: StoredUpload
  readonly subjectKey: Uint8Array
}

/** Somebody's own upload for a claim. Refusals: claim-not-found, upload-not-found. */
export async function openUpload(
  platform: Platform,
  { actor, caseReference, uploadId }: Pick<CaseCommand, 'actor' | 'caseReference'> & { readonly uploadId: string },
): Promise<Parsed<OpenedUpload>> {
  const stored = await loadClaim(platform, platform.database, caseReference)
  if (!stored || !(await mayAdd(platform.database, stored, actor))) {
    return refuse('claim-not-found', { case: caseReference })
  }
  const { claimId, subjectKey } = stored
  const upload = await uploadOf(platform, { uploadId, claimId, personId: actor.personId! })
  return upload.accepted ? parsed({ upload: upload.value, subjectKey }) : upload
}

/**
 * Makes evidence of an upload whose parts are all there, by the same checks as a file that came at once. Sent again it has the
 * answer of then. Refusals: upload-incomplete, upload-damaged, upload-finished (by another command), those of `addClaimEvidence`.
 */
export async function finishClaimUpload(
  platform: Platform,
  store: SealedFileStore,
  command: CaseCommand,
  { subjectKey, upload }: OpenedUpload,
): Promise<Outcome<ClaimAnswer>> {
  if (upload.finished) {
    const { name, sha256 } = announcedFile(platform, subjectKey, upload)
    const again = addingCommand({ ...command, sha256, name })
    return takeStep(platform, again, command.caseReference, async () => refuse('upload-finished'))
  }
  const arrived = await joinParts(platform, store, subjectKey, upload)
  if (!arrived.accepted) return arrived
  const { file, removeParts, rows } = arrived.value
  const outcome = await addClaimEvidence(platform, store, { ...command, file, besides: rows })
  if (outcome.accepted) await removeParts()
  return outcome
}
