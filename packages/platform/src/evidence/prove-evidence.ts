import { canonicalJson, type Revealed } from '@tongzhou/core'
import type { Vault } from '../identity/index.ts'
import { fileRecord } from './sealed-evidence.ts'
import type { StoredEvidence } from './store.ts'

/** What the log commits to about a file, for a proof that its owner takes home; null after erasure. */
export function revealEvidence(vault: Vault, subjectKey: Uint8Array, stored: StoredEvidence): Revealed | null {
  const record = fileRecord(vault, subjectKey, stored)
  if (record === null || stored.sealed === null) return null
  const salt = Buffer.from(stored.sealed.salt).toString('base64')
  return { commitment: 'sha256Commitment', salt, content: canonicalJson({ ...record }) }
}
