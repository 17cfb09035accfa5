import type { AffiliationRefusal, ExamRefusal } from '@tongzhou/core'
import { type RefusalAnswer, withStatus } from './answer.ts'

export const reviewBoardRefusals = {
  ...withStatus(404, {
    'exam-not-found': 'There is no such examination of yours.',
    'juror-not-found': 'There is no such juror.',
    'not-a-juror': 'You are no juror of this plan.',
    'appeal-not-found': 'There is no such appeal.',
  }),
  ...withStatus(409, {
    'no-review-board': 'The plan has no jurors.',
    'no-question-bank': 'There are no questions for this version of the plan yet.',
    'exam-not-required': 'The plan asks its jurors for no examination.',
    'exam-required': 'Pass the examination to become a juror of this plan.',
    'exam-pause': 'The pause after a failed examination is not over.',
    'exam-already-begun': 'You have begun this examination already.',
    'exam-already-answered': 'This examination was handed in before.',
    'still-a-juror': 'Leave the review board first: your data cannot be deleted while you are a juror.',
    'already-juror': 'You are a juror of this plan already.',
    'juror-barred': 'You cannot be a juror of this plan now; the reasons are named.',
    'juror-suspended': 'This juror is suspended.',
    'juror-not-suspended': 'This juror is not suspended.',
    'juror-not-in-status': 'A juror in this status cannot do that.',
    'appeal-already-made': 'You have appealed against this suspension already.',
    'appeal-already-decided': 'This appeal was decided before.',
  }),
  ...withStatus(422, {
    'exam-answers-do-not-fit': 'An answer fits none of the questions asked.',
    'affiliation-empty': 'The name has no letter and no digit.',
    'affiliation-too-long': 'The name is longer than any that is registered.',
  }),
} satisfies Readonly<Record<AffiliationRefusal | ExamRefusal, RefusalAnswer>>
