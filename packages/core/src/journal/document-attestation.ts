import { commitmentTo } from './entry.ts'
import { instantOf } from './statement-receipt.ts'

/** What a consortium member signs about a document at its source, before the claimant has ever had the file. */
export interface DocumentAttestation {
  readonly caseReference: string
  /** Salted commitment to the file, see `documentCommitment`. */
  readonly document: string
  readonly attestedAt: Temporal.Instant
}

const firstLine = 'tongzhou-attestation-v1'
const lineCount = 4
const casePattern = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/
const hash = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/

/** The commitment to a file's content. `sha256` in lower-case hexadecimal digits. Whoever has salt and file can compare. */
export function documentCommitment(
  salt: Uint8Array,
  { sha256, byteLength }: { readonly sha256: string; readonly byteLength: number },
): string {
  return commitmentTo(salt, { sha256, byteLength })
}

/** The text of the signed note (C2SP signed-note) that an attestation is. */
export function attestationText({ caseReference, document, attestedAt }: DocumentAttestation): string {
  return [firstLine, caseReference, document, attestedAt, ''].join('\n')
}

/** Reads an attestation's text; null for anything that `attestationText` would not write. Check the signature first. */
export function parseAttestation(text: string): DocumentAttestation | null {
  const [first, caseReference, document, attestedText, ...rest] = text.split('\n')
  if (first !== firstLine || rest.join() !== '' || text.split('\n').length !== lineCount + 1) return null
  if (!casePattern.test(caseReference ?? '') || !hash.test(document ?? '')) return null
  const attestedAt = instantOf(attestedText!)
  return attestedAt && { caseReference: caseReference!, document: document!, attestedAt }
}
