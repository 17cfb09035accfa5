import { withStatus } from './answer.ts'

export const ledgerRefusals = {
  ...withStatus(422, {
    'too-few-postings': 'A booking has at least two postings.',
    'zero-posting': 'A posting moves an amount.',
    'not-balanced': 'The postings of a booking sum to zero.',
  }),
}
