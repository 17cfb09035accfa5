import { parseAttestation, refuse } from '@tongzhou/core'
import { commit, type Outcome, system } from '../../commit/commit.ts'
import type { Platform, Reader } from '../../commit/platform.ts'
import { openMemberNote } from '../../journal/index.ts'
import { insertAttestation } from './store.ts'

export interface RecordAttestation {
  /** The attestation as the member signed it (C2SP signed-note). */
  readonly note: string
  /** Opens its commitment for those who have the file. */
  readonly salt: Uint8Array
}

export interface RecordedAttestation {
  readonly caseReference: string
  readonly attestedBy: string
  readonly eventId: string
}

/**
 * Records what a member attested about a document of a case, with an entry on the log. The same attestation again is the same
 * record. Refusals: those of `openMemberNote`, attestation-malformed, claim-not-found.
 */
export async function recordAttestation(
  platform: Platform,
  isKnownCase: (reader: Reader, caseReference: string) => Promise<boolean>,
  { note, salt }: RecordAttestation,
): Promise<Outcome<RecordedAttestation>> {
  const opened = await openMemberNote(platform.database, note, 'attesterKey')
  if (!opened.accepted) return opened
  const attestation = parseAttestation(opened.text)
  if (attestation === null) return refuse('attestation-malformed')
  const { caseReference, document, attestedAt } = attestation
  const attestedBy = opened.member
  const facts = { attestedBy, document, attestedAt: attestedAt.toString() }
  const content = { ...facts, caseReference, salt: Buffer.from(salt).toString('base64') }
  const command = { key: `attestation:${attestedBy}:${document}`, kind: 'record-attestation', actor: system, content }
  return commit<RecordedAttestation>(platform, command, async (unit) => {
    if (!(await isKnownCase(unit.reader, caseReference))) return refuse('claim-not-found', { case: caseReference })
    const eventId = unit.newId()
    return {
      answer: { caseReference, attestedBy, eventId },
      rows: [insertAttestation({ ...attestation, eventId, attestedBy, salt, note, recordedAt: unit.now })],
      events: [{ id: eventId, kind: 'document-attested', subject: `claim/${caseReference}`, plan: null, facts }],
    }
  })
}
