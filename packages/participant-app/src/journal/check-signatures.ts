import {
  checkCheckpoint,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  TlogError,
  toBase64,
  webCryptoVerifier,
} from '@tongzhou/tlog'

/** What a checkpoint says, and which signatures hold on this device. */
export interface CheckedSignatures {
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly signedBy: readonly { readonly name: string; readonly at: Date | null }[]
  /** Keys of the policy of a kind that this device can't check. */
  readonly unchecked: readonly string[]
  /** Why the checkpoint does not satisfy the policy; null where it does. */
  readonly fault: string | null
  /** Whether this device can check signatures at all: old browsers, and pages without TLS, can't. */
  readonly isAble: boolean
}

/** Ed25519 came to browsers late. Where it is missing, nothing is said against the signatures. */
async function canCheck(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
    return true
  } catch {
    return false
  }
}

/** Checks a checkpoint against a policy here, by the signatures alone. Throws a TlogError where one of them can't be read. */
export async function checkSignatures(note: string, policyFile: string): Promise<CheckedSignatures> {
  const policy = parsePolicy(policyFile)
  const { origin, root, size } = parseCheckpoint(parseNote(note).text)
  const said = { origin, size, root: toBase64(root) }
  const nothing = { ...said, signedBy: [], unchecked: [], fault: null }
  if (!(await canCheck())) return { ...nothing, isAble: false }
  try {
    const verifier = webCryptoVerifier(crypto.subtle)
    const { signatures, unchecked } = await checkCheckpoint(note, policy, verifier)
    const signedBy = signatures.map(({ key, timeSeconds }) => ({
      name: policy.witnesses.find((witness) => witness.key === key)?.name ?? key.name,
      at: timeSeconds === undefined ? null : new Date(timeSeconds * 1_000),
    }))
    return { ...said, signedBy, unchecked: unchecked.map(({ name }) => name), fault: null, isAble: true }
  } catch (fault) {
    if (!(fault instanceof TlogError)) throw fault
    return { ...nothing, fault: fault.message, isAble: true }
  }
}
