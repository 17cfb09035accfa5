import type { FileRecord } from '@tongzhou/core'
import { SealBroken, type Vault } from '../identity/index.ts'
import type { InspectedFile } from './inspect-file.ts'
import type { SealedParts, StoredEvidence } from './store.ts'

/** The kind of lookup hash under which equal files are found. */
const lookupKind = 'evidence-sha256'
const hashBytes = 32

/** What a sealed part of an evidence is bound to. */
export const contextOf = (evidenceId: string, part: 'original' | 'copy' | 'name' | 'hashes') =>
  `evidence:${evidenceId}:${part}`

/** Finds the same bytes again, in any claim, without telling anybody what they are. */
export function sha256Lookup(vault: Vault, sha256: Uint8Array): Uint8Array {
  return vault.lookupHash(lookupKind, sha256)
}

/** Encrypts one of the two files of an evidence; it opens under this evidence and as this part only. */
export function sealFile(
  vault: Vault,
  subjectKey: Uint8Array,
  evidenceId: string,
  part: 'original' | 'copy',
  bytes: Uint8Array,
): Uint8Array {
  return vault.sealBytes(subjectKey, contextOf(evidenceId, part), bytes)
}

/** Throws `SealBroken` where any byte was changed or another file was put in its place. */
export function openFile(
  vault: Vault,
  subjectKey: Uint8Array,
  evidenceId: string,
  part: 'original' | 'copy',
  sealed: Uint8Array,
): Uint8Array {
  return vault.openBytes(subjectKey, contextOf(evidenceId, part), sealed)
}

export function sealParts(
  vault: Vault,
  subjectKey: Uint8Array,
  file: InspectedFile,
  given: { readonly record: FileRecord; readonly salt: Uint8Array; readonly refs: readonly [string, string] },
): SealedParts {
  const { evidenceId, copySha256 } = given.record
  const hashes = Buffer.concat([file.sha256, Buffer.from(copySha256, 'hex')])
  return {
    sha256Lookup: Buffer.from(sha256Lookup(vault, file.sha256)),
    salt: Buffer.from(given.salt),
    name: Buffer.from(vault.sealText(subjectKey, contextOf(evidenceId, 'name'), file.name)),
    hashes: Buffer.from(vault.sealBytes(subjectKey, contextOf(evidenceId, 'hashes'), hashes)),
    originalRef: given.refs[0],
    copyRef: given.refs[1],
  }
}

/** Under what name the claimant handed the file in; null after erasure. Throws `SealBroken` on a changed row. */
export function evidenceName(vault: Vault, subjectKey: Uint8Array, stored: StoredEvidence): string | null {
  return stored.sealed && vault.openText(subjectKey, contextOf(stored.evidenceId, 'name'), stored.sealed.name)
}

/** The record that the log commits to, as the row says it now; null after erasure. Throws `SealBroken` on a changed row. */
export function fileRecord(vault: Vault, subjectKey: Uint8Array, stored: StoredEvidence): FileRecord | null {
  const name = evidenceName(vault, subjectKey, stored)
  if (name === null || stored.sealed === null) return null
  const context = contextOf(stored.evidenceId, 'hashes')
  const hashes = Buffer.from(vault.openBytes(subjectKey, context, stored.sealed.hashes))
  if (hashes.length !== 2 * hashBytes) throw new SealBroken(context)
  const { evidenceId, claimId, uploadedByPersonId, mediaType, byteLength, pages, copyMediaType } = stored
  return {
    evidenceId,
    claimId,
    uploadedByPersonId,
    name,
    mediaType,
    byteLength,
    pages,
    sha256: hashes.toString('hex', 0, hashBytes),
    copyMediaType,
    copySha256: hashes.toString('hex', hashBytes),
  }
}

/** What `open` returns; null where the seal is broken. */
export function ifIntact<Opened>(open: () => Opened): Opened | null {
  try {
    return open()
  } catch (fault) {
    if (fault instanceof SealBroken) return null
    throw fault
  }
}
