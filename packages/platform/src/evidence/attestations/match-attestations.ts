import { documentCommitment } from '@tongzhou/core'
import type { Vault } from '../../identity/index.ts'
import { fileRecord } from '../sealed-evidence.ts'
import type { StoredEvidence } from '../store.ts'
import type { StoredAttestation } from './store.ts'

/**
 * How a file of a case stands to what members attested about the case's documents. `attested`: its content was attested before it was
 * uploaded. `attested-after-upload`: the same content, but nobody had attested it when it came. `other-content`: documents of the case
 * were attested, and this is none of them. `none`: nothing was attested, or the file was erased.
 */
export type AttestedState = 'attested' | 'attested-after-upload' | 'other-content' | 'none'

export interface AttestedFile {
  readonly evidenceId: string
  readonly state: AttestedState
  readonly attestedBy: string | null
  readonly attestedAt: string | null
}

export interface AttestedDocument {
  readonly attestedBy: string
  readonly attestedAt: string
  readonly recordedAt: string
  /** The file with this content; null where nobody has uploaded one. */
  readonly evidenceId: string | null
}

/** Compares every file of a case with every attestation of it. Throws `SealBroken` on a changed row. */
export function matchAttestations(
  vault: Vault,
  subjectKey: Uint8Array,
  files: readonly StoredEvidence[],
  attestations: readonly StoredAttestation[],
): { readonly files: readonly AttestedFile[]; readonly documents: readonly AttestedDocument[] } {
  const found = new Map<StoredAttestation, string>()
  const matched = files.map((file): AttestedFile => {
    const record = fileRecord(vault, subjectKey, file)
    const nothing = { evidenceId: file.evidenceId, attestedBy: null, attestedAt: null }
    if (record === null || attestations.length === 0) return { ...nothing, state: 'none' }
    const same = attestations.filter(({ salt, document }) => documentCommitment(salt, record) === document)
    for (const attestation of same) found.set(attestation, file.evidenceId)
    // Attestations come in the order in which they were recorded: the first is the one that counts.
    const [first] = same
    if (!first) return { ...nothing, state: 'other-content' }
    const before = Temporal.Instant.compare(first.recordedAt, file.recordedAt) <= 0
    const { attestedBy, attestedAt } = first
    const state = before ? 'attested' : 'attested-after-upload'
    return { evidenceId: file.evidenceId, state, attestedBy, attestedAt: attestedAt.toString() }
  })
  const documents = attestations.map((attestation) => ({
    attestedBy: attestation.attestedBy,
    attestedAt: attestation.attestedAt.toString(),
    recordedAt: attestation.recordedAt.toString(),
    evidenceId: found.get(attestation) ?? null,
  }))
  return { files: matched, documents }
}
