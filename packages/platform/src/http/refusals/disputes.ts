import type { DisputeRefusalCode } from '@tongzhou/core'
import { type RefusalAnswer, withStatus } from './answer.ts'
import { claimsRefusals } from './claims.ts'

const {
  'conflict-of-interest': conflict,
  'text-missing': textMissing,
  'clause-unknown': clauseUnknown,
} = claimsRefusals

export const disputesRefusals = {
  'conflict-of-interest': conflict,
  'text-missing': textMissing,
  'clause-unknown': clauseUnknown,
  ...withStatus(404, {
    'dispute-not-found': 'There is no such dispute for you.',
    'verdict-not-there': 'There is no verdict of this dispute, or not yet.',
  }),
  ...withStatus(403, {
    'not-drawn': 'The lot has not drawn you for this case.',
    'not-a-juror-now': 'You cannot serve as a juror of this case now; the reasons are named.',
    'not-seated': 'You have no seat in this case.',
    'not-the-author': 'Somebody else speaks for this side.',
  }),
  ...withStatus(409, {
    'dispute-not-in-status': 'The dispute is not open for this step.',
    'statement-missing': 'Both sides must have said what they have to say.',
    'vote-closed': 'The vote is closed: no ballot is taken any more, and the case can not be taken back.',
    'quiz-not-passed': 'Answer the questions about the case first.',
    'answers-closed': 'The panel is seated.',
    'seat-answered-already': 'You have answered already.',
    'ballot-cast-already': 'You have cast a ballot already: name it to put another in its place.',
    'ballot-changed-elsewhere': 'Your ballot was changed from another device: load the case anew.',
    'board-sits-around-a-table': 'The plan knows no vote of jurors.',
  }),
  ...withStatus(422, {
    'questions-too-few': 'The quiz has fewer questions than the plan asks for.',
    'question-malformed': 'A question of the quiz lacks words, a passage, different answers or its right answer.',
    'personal-data-in-text': 'The text has something in it by which a person can be recognised: take it out.',
    'page-not-redacted': 'This is no redacted page of the case.',
    'quiz-answers-malformed': 'The quiz has another number of questions.',
    'ballot-malformed': 'The ballot is not sealed as it has to be.',
  }),
} satisfies Readonly<Record<DisputeRefusalCode, RefusalAnswer> & Record<string, RefusalAnswer>>
