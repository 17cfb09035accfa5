import { withStatus } from './answer.ts'

/** Refusals that every part may give: reading amounts, days and texts, and commands sent twice. */
export const commonRefusals = {
  ...withStatus(422, {
    'amount-malformed': 'The amount is not a number of yuan such as 12.34.',
    'amount-signed': 'The amount carries a sign.',
    'amount-fraction-of-fen': 'The amount has more than two decimals; the smallest unit is a fen.',
    'amount-too-large': 'The amount is too large.',
    'day-malformed': 'The day is not a calendar day in the form 2026-01-31.',
    'text-missing': 'The text says nothing.',
    'idempotency-key-reused': 'This Idempotency-Key was used before, for another command.',
  }),
}
