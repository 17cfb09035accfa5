import { withStatus } from './answer.ts'

export const sharingRefusals = {
  ...withStatus(404, {
    'period-unknown': 'There is no such period.',
    'not-charged': 'Nothing was charged to this participant in that period.',
  }),
  ...withStatus(409, {
    'publicity-day-not-come': 'The publicity day of the period has not come yet.',
    'publicity-too-late': 'The publicity day is too long ago for the period to be published.',
    'cases-not-final':
      'Entries of the cases wait for the countersignatures of the consortium; try again when they are final.',
    'period-already-published': 'The period is published already.',
    'period-not-published': 'The period is not published yet.',
    'roll-too-early': 'The roll is taken on the publicity day, not before.',
    'roll-already-taken': 'The roll of this period was taken already.',
    'roll-not-taken': 'The roll of this period is not complete yet.',
    'sharing-day-not-come': 'The sharing day of the period has not come yet.',
    'earlier-period-not-settled': 'An earlier period has to be settled first.',
    'period-already-settled': 'The period is settled already.',
    'run-off-already-announced': 'The end of this plan is announced already.',
  }),
  ...withStatus(422, {
    'cover-ends-too-soon': 'Cover ends too soon after the announcement.',
  }),
}
