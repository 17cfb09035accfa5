import { createHash } from 'node:crypto'
import { attestationText, documentCommitment, parseAttestation, saltBytes } from '@tongzhou/core'
import { type Signer, signNote, toBase64 } from '@tongzhou/tlog'
import { handOver, nextAttempt } from '../hand-over.ts'
import type { Store } from '../storage/store.ts'
import {
  attestationsToHandOver,
  keepAttestation,
  markHandedOver,
  type OwnAttestation,
  postponeAttestation,
} from './own-attestations.ts'

export interface Attester {
  readonly store: Store
  readonly signer: Signer
  /** Cryptographic random bytes. */
  readonly randomBytes: (length: number) => Uint8Array
}

/**
 * Signs that this file belongs to this case as it is now. The file itself stays here and is not kept: only who has it can match the
 * salted commitment. Throws a RangeError on what is no case reference, such as `7F3K-9Q2M`.
 */
export async function attestDocument(
  { store, signer, randomBytes }: Attester,
  { caseReference, bytes }: { readonly caseReference: string; readonly bytes: Uint8Array },
  now: Temporal.Instant,
): Promise<OwnAttestation> {
  const salt = randomBytes(saltBytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const document = documentCommitment(salt, { sha256, byteLength: bytes.length })
  const attestedAt = now.round({ smallestUnit: 'second', roundingMode: 'floor' })
  const text = attestationText({ caseReference, document, attestedAt })
  if (parseAttestation(text) === null) throw new RangeError(`${caseReference} is no case reference`)
  const attestation = {
    document,
    note: await signNote(text, [signer]),
    salt,
    attestedAt: attestedAt.epochMilliseconds,
  }
  keepAttestation(store, attestation)
  return attestation
}

/** Hands due attestations to the platform; what it does not take is tried again later. Returns the last problem, if any. */
export async function handOverAttestations(
  store: Store,
  platformUrl: string,
  nowMilliseconds: number,
): Promise<string | null> {
  let problem: string | null = null
  for (const { document, note, salt, attempts } of attestationsToHandOver(store, nowMilliseconds)) {
    const handed = await handOver(`${platformUrl}/attestations`, { statement: note, salt: toBase64(salt) })
    if (handed.taken) {
      markHandedOver(store, document, nowMilliseconds)
    } else {
      postponeAttestation(store, document, handed.problem, nextAttempt(attempts, nowMilliseconds))
      problem = handed.problem
    }
  }
  return problem
}
