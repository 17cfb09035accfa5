import { withStatus } from './answer.ts'

export const plansRefusals = {
  ...withStatus(404, {
    'partner-unknown': 'There is no such partner.',
    'plan-version-unknown': 'The plan has no such version.',
  }),
  ...withStatus(409, {
    'plan-version-differs':
      'This version of the plan is loaded already, with other terms: give the change a new version.',
    'plan-out-of-order': 'The versions of a plan follow each other in number and in first day.',
  }),
  ...withStatus(422, {
    'partner-twice': 'Two partners have the same code.',
    'plan-invalid': 'The plan breaks a rule.',
    'first-day-too-early': 'The first day of the version is too early: participants are told in time.',
  }),
}
