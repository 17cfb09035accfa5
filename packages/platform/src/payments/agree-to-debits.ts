import { refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { agreementInForce, cancelAgreementInForce, insertAgreement } from './agreement-store.ts'

export interface AgreementCommand {
  readonly key: string
  /** The payer. Nobody agrees for somebody else. */
  readonly actor: Actor & { readonly personId: bigint }
}

/**
 * The payer agrees to be debited, with the token that the gateway gave for their account. An agreement in force before
 * it ends with it. Batches that were made before keep the token they were made with.
 */
export function agreeToDebits(
  platform: Platform,
  { key, actor, accountToken }: AgreementCommand & { readonly accountToken: string },
): Promise<Outcome<{ readonly agreed: true }>> {
  const command = { key, kind: 'agree-to-debits', actor, content: { accountToken } }
  return commit<{ agreed: true }>(platform, command, async (unit) => ({
    answer: { agreed: true },
    rows: [
      cancelAgreementInForce(actor.personId, unit.now),
      insertAgreement(unit.newId(), actor.personId, accountToken, unit.now),
    ],
    events: [],
  }))
}

/**
 * The payer takes the agreement back: nothing more is asked of the account from now on. Before personal data is deleted
 * this comes first, so that a deleted account is never debited. Refused: no-agreement.
 */
export function cancelAgreement(
  platform: Platform,
  { key, actor }: AgreementCommand,
): Promise<Outcome<{ readonly cancelled: true }>> {
  const command = { key, kind: 'cancel-agreement', actor, content: {} }
  return commit<{ cancelled: true }>(platform, command, async (unit) => {
    if ((await agreementInForce(unit.reader, actor.personId)) === null) return refuse('no-agreement')
    const cancelled = { write: cancelAgreementInForce(actor.personId, unit.now), orRefuse: refuse('no-agreement') }
    return { answer: { cancelled: true }, rows: [cancelled], events: [] }
  })
}
