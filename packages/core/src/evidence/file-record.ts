import { commitmentTo } from '../journal/index.ts'
import type { MediaType } from './media-type.ts'

/**
 * Everything that is kept about one file of a claim. The log holds a commitment to it, so that neither the file nor any
 * word about it can be changed later without notice. Hashes are SHA-256 in hexadecimal.
 */
export interface FileRecord {
  readonly evidenceId: string
  readonly claimId: string
  readonly uploadedByPersonId: bigint
  readonly name: string
  readonly mediaType: MediaType
  readonly byteLength: number
  readonly pages: number
  readonly sha256: string
  readonly copyMediaType: string
  readonly copySha256: string
}

/** The commitment that goes on the log: salted, so that nobody who has the same file can find it there. */
export function fileCommitment(salt: Uint8Array, record: FileRecord): string {
  return commitmentTo(salt, { ...record })
}
