import { canonicalJson, type Recordable, type RedactedPageRecord, type RedactionRecord } from '@tongzhou/core'
import type { Vault } from '../identity/index.ts'
import type { StoredRedaction } from './redaction-store.ts'

const pageContext = (redactionId: string, page: number) => `redaction:${redactionId}:page:${page}`
const pagesContext = (redactionId: string) => `redaction:${redactionId}:pages`

/** Encrypts the picture of one page; it opens as this page of this redaction only. */
export function sealPage(
  vault: Vault,
  subjectKey: Uint8Array,
  redactionId: string,
  page: number,
  bytes: Uint8Array,
): Uint8Array {
  return vault.sealBytes(subjectKey, pageContext(redactionId, page), bytes)
}

/** Throws `SealBroken` where any byte was changed or another page was put in its place. */
export function openPage(
  vault: Vault,
  subjectKey: Uint8Array,
  redactionId: string,
  page: number,
  sealed: Uint8Array,
): Uint8Array {
  return vault.openBytes(subjectKey, pageContext(redactionId, page), sealed)
}

export function sealPages(vault: Vault, subjectKey: Uint8Array, { redactionId, pages }: RedactionRecord): Uint8Array {
  return vault.sealText(subjectKey, pagesContext(redactionId), canonicalJson(pages as unknown as Recordable))
}

/** The record that the log commits to, as the row says it now; null after erasure. Throws `SealBroken` on a changed row. */
export function redactionRecord(
  vault: Vault,
  subjectKey: Uint8Array,
  { redactionId, evidenceId, redactedByPersonId, pagesSealed }: StoredRedaction,
): RedactionRecord | null {
  if (pagesSealed === null) return null
  const text = vault.openText(subjectKey, pagesContext(redactionId), pagesSealed)
  return { redactionId, evidenceId, redactedByPersonId, pages: JSON.parse(text) as RedactedPageRecord[] }
}
