import { withStatus } from './answer.ts'

export const plansRefusals = {
  ...withStatus(404, {
    'draft-unknown': 'There is no such draft: it was adopted or discarded.',
    'partner-unknown': 'There is no such partner.',
    'plan-version-unknown': 'The plan has no such version.',
  }),
  ...withStatus(409, {
    'draft-changed': 'Somebody saved the draft since you read it.',
    'partners-changed': 'Somebody set the list of insurers since you read it.',
    'too-many-drafts': 'There are too many drafts: adopt or discard one.',
    'second-person-needed': 'The plan asks for another operator to adopt what one has written.',
    'plan-version-differs':
      'This version of the plan is loaded already, with other terms: give the change a new version.',
    'plan-out-of-order': 'The versions of a plan follow each other in number and in first day.',
  }),
  ...withStatus(422, {
    'draft-of-another-plan': 'The text is of another plan than the draft.',
    'first-day-differs': 'The draft begins on another day than was repeated.',
    'partner-twice': 'Two partners have the same code.',
    'plan-invalid': 'The plan breaks a rule.',
    'first-day-too-early': 'The first day of the version is too early: participants are told in time.',
  }),
}
