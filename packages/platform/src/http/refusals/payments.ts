import { withStatus } from './answer.ts'

export const paymentsRefusals = {
  ...withStatus(401, {
    'notice-signature-wrong': 'The signature of the notice does not fit its bytes.',
    'notice-out-of-time': 'The notice is too old, or from the future.',
  }),
  ...withStatus(404, {
    'case-not-settled': 'There is no settled case of this reference.',
    'transfer-not-found': 'The payout has no such part.',
  }),
  ...withStatus(409, {
    'attempt-over': 'This attempt of the collection is over.',
    'batch-made-already': 'This batch of the collection was made already.',
    'answer-applied-already': 'The answer of the gateway was applied already.',
    'collection-closed': 'The collection of this period is closed.',
    'share-still-unpaid': 'A share of yours is unpaid: your data cannot be deleted before it is settled.',
    'nothing-owed': 'Nothing is owed.',
    'no-agreement': 'There is no agreement to debit this payer.',
    'fee-not-earned': 'More than the management fee that was earned cannot be taken out.',
    'difference-not-open': 'This difference is settled already, or there is none.',
    'transfer-not-failed': 'Only a failed part of a payout is tried again.',
    'transfer-attempts-used-up': 'This part of the payout failed too often: it needs another account.',
    'transfer-not-open': 'This part of the payout is settled already.',
    'case-not-final': 'The entries of the case are not final yet.',
    'debit-pending': 'A debit of this payer is still on its way.',
    'money-not-there': 'The money for this payout has not been collected yet.',
  }),
  ...withStatus(422, {
    'amount-not-positive': 'The amount is not above zero.',
    'notice-malformed': 'The notice cannot be read.',
  }),
}
