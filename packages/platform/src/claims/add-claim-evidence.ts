import { type ClaimEvent, type Decision, addEvidence as decideEvidence, refuse } from '@tongzhou/core'
import type { Actor, Command, Outcome } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { type ArrivedFile, addEvidence, type SealedFileStore, type UploadedFile } from '../evidence/index.ts'
import { actsForClaimant } from './answer-claim.ts'
import type { CaseCommand } from './review-claim.ts'
import { loadClaim, type StoredClaim } from './store.ts'
import { type ClaimAnswer, takeStep } from './take-step.ts'

/**
 * Adds a file to a claim: the claimant's side while it collects papers, the assigned investigator during the field check.
 * The file is looked into before anything is locked. Refusals: claim-not-found, those of the file, those of the step.
 */
export async function addClaimEvidence(
  platform: Platform,
  store: SealedFileStore,
  command: CaseCommand & { readonly file: UploadedFile; readonly besides?: ArrivedFile['rows'] },
): Promise<Outcome<ClaimAnswer>> {
  const { key, besides, caseReference, file } = command
  const seen = await loadClaim(platform, platform.database, caseReference)
  if (!seen || !(await mayAdd(platform.database, seen, command.actor)))
    return refuse('claim-not-found', { case: caseReference })
  const byInvestigator = isInvestigator(seen, command.actor)
  // An investigator's own claim is a participant's.
  const actor: Actor = byInvestigator ? command.actor : { ...command.actor, role: 'participant' }
  const given = { claimId: seen.claimId, subjectKey: seen.subjectKey, uploadedByPersonId: actor.personId!, file }
  return addEvidence(platform, store, given, ({ evidenceId, sha256Commitment, sha256, row }) => {
    const decide = async ({ claim }: StoredClaim): Promise<Decision<ClaimEvent>> =>
      decideEvidence(claim, { evidenceId, sha256Commitment, byInvestigator })
    const adding = addingCommand({ key, actor, caseReference, sha256, name: file.name })
    return takeStep(platform, adding, caseReference, decide, (written) => ({
      rows: [row(written), ...(besides?.(written.now) ?? [])],
    }))
  })
}

/** What the command is, however the file came: the same key, sent again, is answered as before. */
export function addingCommand(given: CaseCommand & { readonly sha256: string; readonly name: string }): Command {
  const { actor, key, ...content } = given
  return { key, kind: 'add-evidence', actor, content }
}

/** Whether somebody acts as the investigator of this case. Those who hold an office may have claims of their own, or their family's. */
export function isInvestigator({ claim }: StoredClaim, { personId, role }: Actor): boolean {
  return role === 'investigator' && claim.investigatorPersonId === personId
}

export async function mayAdd(reader: Reader, stored: StoredClaim, actor: Actor): Promise<boolean> {
  return isInvestigator(stored, actor) || actsForClaimant({ reader }, stored, actor.personId)
}
