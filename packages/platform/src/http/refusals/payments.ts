import { withStatus } from './answer.ts'

export const paymentsRefusals = {
  ...withStatus(401, {
    'notice-signature-wrong': 'The signature of the notice does not fit its bytes.',
    'notice-out-of-time': 'The notice is too old, or from the future.',
  }),
  ...withStatus(409, {
    'case-not-final': 'The entries of the case are not final yet.',
    'debit-pending': 'A debit of this payer is still on its way.',
    'money-not-there': 'The money for this payout has not been collected yet.',
  }),
  ...withStatus(422, {
    'notice-malformed': 'The notice cannot be read.',
  }),
}
