import { checkChargeProof, parseProofFile } from '@tongzhou/core'
import { parsePolicy, webCryptoVerifier } from '@tongzhou/tlog'

/** What a bill says; a proof must say the same. */
export interface SharedCharge {
  readonly participantId: string
  readonly plan: string
  readonly period: string
  readonly shareFen: string
}

export type CheckedShare =
  | { readonly verdict: 'proved'; readonly participants: bigint; readonly signedBy: readonly string[] }
  | { readonly verdict: 'other-charge' }
  | { readonly verdict: 'unable' }
  | { readonly verdict: 'not-proved'; readonly reason: string }

/** Checks on this device that a charge was counted and that everybody owes as much (docs/decisions/0013). */
export async function checkShare(proof: string, policyFile: string, charge: SharedCharge): Promise<CheckedShare> {
  if (!(await isAble())) return { verdict: 'unable' }
  try {
    const verifier = webCryptoVerifier(crypto.subtle)
    const checked = await checkChargeProof(parseProofFile(proof), parsePolicy(policyFile), verifier)
    const { subject } = checked.entry
    const isSame =
      checked.charge?.participantId === charge.participantId &&
      checked.charge.amountFen === BigInt(charge.shareFen) &&
      subject === `period/${charge.plan}/${charge.period}`
    if (!checked.charge || !isSame) return { verdict: 'other-charge' }
    const { participants } = checked.charge
    return { verdict: 'proved', participants, signedBy: checked.signedBy.map(({ name }) => name) }
  } catch (fault) {
    return { verdict: 'not-proved', reason: fault instanceof Error ? fault.message : String(fault) }
  }
}

/** Old browsers know neither Temporal nor Ed25519: that says nothing against a proof. */
async function isAble(): Promise<boolean> {
  try {
    await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
    return typeof Temporal === 'object'
  } catch {
    return false
  }
}
