import type { ReadEntry } from '@tongzhou/core'
import { hasAttested } from '../attester/own-attestations.ts'
import { markLogged } from '../receipts/receipt-store.ts'
import type { Store } from '../storage/store.ts'
import { textOf } from './facts.ts'
import type { Broken } from './monitor-alarm.ts'

/** What the log says that this member received or attested, against what it did. Throws `WrongFact`. */
export function checkOwn(store: Store, index: number, { kind, facts }: ReadEntry, member: string): Broken[] {
  if (kind === 'statement-submitted' && textOf(facts, 'receivedBy') === member) {
    const statement = textOf(facts, 'statement')
    if (markLogged(store, statement, index)) return []
    return [{ name: 'receipt-not-mine', detail: `this member gave no receipt for the statement ${statement}` }]
  }
  if (kind === 'document-attested' && textOf(facts, 'attestedBy') === member) {
    const document = textOf(facts, 'document')
    if (hasAttested(store, document)) return []
    return [{ name: 'attestation-not-mine', detail: `this member attested no document ${document}` }]
  }
  return []
}
