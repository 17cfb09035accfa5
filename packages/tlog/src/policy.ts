import { parseCheckpoint, type ReadCheckpoint } from './checkpoint.ts'
import { parseNote } from './note.ts'
import { openNote, type VerifiedSignature } from './open-note.ts'
import type { SignatureVerifier } from './signature-verifier.ts'
import { TlogError } from './tlog-error.ts'
import type { VerifierKey } from './verifier-key.ts'

/** Whom to believe: a checkpoint holds if one of the logs signed it and the quorum of witnesses did (tlog-policy). */
export interface Policy {
  readonly logs: readonly PolicyLog[]
  readonly witnesses: readonly PolicyWitness[]
  readonly quorum: Quorum
}

export interface PolicyLog {
  /** Its name is the log's origin. */
  readonly key: VerifierKey
  readonly url?: string
}

export interface PolicyWitness {
  /** The name that the policy gives it; its key has a name of its own. */
  readonly name: string
  readonly key: VerifierKey
  readonly url?: string
}

/** Nested groups, resolved: a witness stands for itself, a group for at least `threshold` of its members. */
export type Quorum =
  | { readonly kind: 'none' }
  | { readonly kind: 'witness'; readonly witness: PolicyWitness }
  | {
      readonly kind: 'group'
      readonly name: string
      readonly threshold: number
      readonly members: readonly Quorum[]
    }

/** A checkpoint that satisfies a policy. */
export interface TrustedCheckpoint {
  readonly checkpoint: ReadCheckpoint
  /** Signatures of the policy's logs and witnesses, all verified. */
  readonly signatures: readonly VerifiedSignature[]
  /** Keys of the policy whose signatures are there but could not be checked here; they did not count. */
  readonly unchecked: readonly VerifierKey[]
}

/** Whether the quorum is reached when the witnesses with these keys have cosigned (tlog-policy, "Defining a witness group"). */
export function isReached(quorum: Quorum, cosigners: ReadonlySet<VerifierKey>): boolean {
  switch (quorum.kind) {
    case 'none':
      return true
    case 'witness':
      return cosigners.has(quorum.witness.key)
    case 'group':
      return quorum.members.filter((member) => isReached(member, cosigners)).length >= quorum.threshold
  }
}

/**
 * Reads a checkpoint and checks it against a policy. Throws:
 * - `malformed` if it isn't a checkpoint;
 * - `bad-signature` if a signature in the name of one of the policy's keys is not by that key;
 * - `unsigned` if no log of the policy with that origin has signed, or if the quorum is not reached.
 */
export async function checkCheckpoint(
  note: Uint8Array | string,
  policy: Policy,
  verifier: SignatureVerifier,
): Promise<TrustedCheckpoint> {
  const checkpoint = parseCheckpoint(parseNote(note).text)
  const logs = policy.logs.map((log) => log.key).filter((key) => key.name === checkpoint.origin)
  if (logs.length === 0) throw new TlogError('unsigned', `the policy has no log of the origin ${checkpoint.origin}`)

  const witnesses = policy.witnesses.map((witness) => witness.key)
  const { signatures, unchecked } = await openNote(note, [...logs, ...witnesses], verifier)
  const signers = new Set(signatures.map((signature) => signature.key))
  if (!logs.some((key) => signers.has(key))) throw new TlogError('unsigned', 'no log of the policy has signed')
  if (!isReached(policy.quorum, signers)) {
    const cosigners = policy.witnesses.filter((witness) => signers.has(witness.key)).map((witness) => witness.name)
    throw new TlogError('unsigned', `the quorum is not reached with ${cosigners.join(', ') || 'no witness'}`)
  }
  return { checkpoint, signatures, unchecked }
}
