import { withStatus } from './answer.ts'

export const journalRefusals = {
  ...withStatus(404, {
    'entry-unknown': 'The log has no such entry.',
    'log-file-not-found': 'The log has no such file, or not yet.',
  }),
  ...withStatus(409, {
    'not-final-yet': 'The consortium has not countersigned this entry yet; try again in a moment.',
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
