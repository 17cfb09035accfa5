import type { ClaimRefusalCode } from '@tongzhou/core'
import { type RefusalAnswer, withStatus } from './answer.ts'

export const claimsRefusals = {
  ...withStatus(404, {
    'claim-not-found': 'There is no such claim for you.',
  }),
  ...withStatus(403, {
    'not-your-participant': 'You claim for yourself and for those whose shares you pay only.',
    'not-your-claim': 'This is not your claim.',
    'conflict-of-interest': 'Nobody acts in office on a claim of their own or of their family.',
    'not-the-investigator': 'The investigation was assigned to another person.',
    'same-person-twice': 'A second person has to confirm this decision.',
    'objection-not-yours': 'This is no objection of yours that was turned down.',
    'objector-not-in-plan': 'Only participants of the plan may object.',
  }),
  ...withStatus(409, {
    'claim-still-open': 'A claim of yours is open: your data cannot be deleted before it is over.',
    'claim-already-open': 'There is an open claim for this participant already.',
    'claim-not-in-status': 'The claim is not open for this step.',
    'risk-settings-changed': 'Somebody set the weights or hospitals since you read them.',
    'case-taken': 'Another reviewer is working on this case.',
    'case-not-taken': 'You do not have this case, so you cannot give it back.',
    'no-evidence': 'Attach evidence before handing the claim in.',
    'too-much-evidence': 'The claim has as many files as it may have.',
    'checklist-incomplete': 'The checklist of the desk review is not complete.',
    'checklist-not-satisfied': 'An item of the checklist is not satisfied: the claim cannot be approved.',
    'not-investigated': 'The plan asks for an investigation before the decision.',
    'dispute-too-late': 'The days in which the decision could be disputed are over.',
    'no-appeal': 'The verdict is the last one: the plan hears one appeal, and this was it.',
    'new-evidence-missing': 'An appeal rests on new evidence: add it to the claim first.',
    'board-decides': 'The review board decides this case by its vote: nobody enters a verdict by hand.',
    'objection-window-closed': 'The days in which anyone may object are over.',
    'objection-already-raised': 'You have objected to this case already.',
    'objection-not-open': 'This objection is settled already, or there is none.',
  }),
  ...withStatus(422, {
    'diagnosis-in-future': 'The day of the first diagnosis has not come yet.',
    'field-work-in-future': 'The day of the field work has not come yet.',
    'region-unknown': 'There is no such province.',
    'diagnosis-before-birth': 'The day of the first diagnosis is before birth.',
    'illness-unknown': 'The plan does not list this illness.',
    'no-mild-form': 'The plan knows no mild form of this illness.',
    'text-missing': 'The text says nothing.',
    'clause-unknown': 'This version of the plan has no such clause.',
    'fact-does-not-bear-on-illness': 'The undeclared fact does not bear on this illness, so it is no reason to refuse.',
    'question-unknown': 'The health declaration of this version has no such question.',
  }),
} satisfies Readonly<Record<ClaimRefusalCode, RefusalAnswer>>
