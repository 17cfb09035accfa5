import { withStatus } from './answer.ts'

export const journalRefusals = {
  ...withStatus(404, {
    'log-file-not-found': 'The log has no such file, or not yet.',
  }),
  ...withStatus(403, {
    'member-unknown': 'No member of the consortium has signed this.',
    'signature-invalid': 'The signature is not by the key that it names.',
  }),
  ...withStatus(422, {
    'note-malformed': 'This is not a signed note.',
    'receipt-malformed': 'The note is not a receipt for a statement.',
    'log-unknown': 'The receipt is for another log.',
  }),
}
