import { refuse } from '@tongzhou/core'
import type { PersonDataPart } from '../identity/index.ts'
import { arrearsOfPayer } from './charge-store.ts'
import { kindsNotSent, messagesOf } from './message-store.ts'
import { messageText } from './message-text.ts'
import { agreementsOf, forgetPayer, hasOpenDebits, paymentsOf, payoutsOf } from './person-data-store.ts'

/**
 * Agreements, payments, payouts and messages. Refuses a deletion while a share is owed, written off or not, or a debit is on its way:
 * share-still-unpaid. Payments and payouts stay: the books are kept for as long as the law asks (Accounting Law, article 23).
 */
export const paymentsData: PersonDataPart = {
  section: 'payments',
  async *collect(platform, personId) {
    const { database } = platform
    for (const agreement of await agreementsOf(database, personId)) yield { agreement }
    for (const payment of await paymentsOf(database, personId)) yield { payment }
    for (const payout of await payoutsOf(database, personId)) yield { payout }
    for (const message of await messagesOf(database, personId, null)) {
      yield { message: { kind: message.kind, writtenAt: message.writtenAt, ...messageText(message) } }
    }
    yield { messagesNotSentToPhone: await kindsNotSent(database, personId) }
  },
  async obstacle(reader, personId) {
    const owes = (await arrearsOfPayer(reader, personId)).length > 0 || (await hasOpenDebits(reader, personId))
    return owes ? refuse('share-still-unpaid') : null
  },
  erase: async ({ now }, personId) => ({ rows: forgetPayer(personId, now) }),
}
