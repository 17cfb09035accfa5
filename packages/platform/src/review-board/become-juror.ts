import { beginExam, type GivenAnswer, gradeExam, nextTryAt, type Refused, refuse } from '@tongzhou/core'
import { commit, type Effects, type Outcome, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import {
  examOf,
  type JurorCommand,
  type JurorRules,
  jurorEvent,
  type PlanOfJurors,
  planOfJurors,
} from './juror-command.ts'
import { closeAttempt, insertAttempt, lastFailure, loadAttempt, openAttempt } from './juror-exam-store.ts'
import { membershipBars, membershipOf } from './juror-standing.ts'
import { admitJuror, jurorOf } from './juror-store.ts'

export interface ExamBegunAnswer {
  readonly attemptId: string
}

/**
 * Begins a try of the examination, or returns the one that is open: nobody draws again until the questions please.
 * Refusals: plan-unknown, no-review-board, exam-not-required, no-question-bank, juror-barred, juror-suspended,
 * already-juror, exam-pause, exam-already-begun (two at the same moment).
 */
export function beginJurorExam(
  platform: Platform,
  rules: JurorRules,
  { actor, key, planCode }: JurorCommand,
): Promise<Outcome<ExamBegunAnswer>> {
  const command = { key, kind: 'begin-juror-exam', actor, content: { plan: planCode } }
  return commit<ExamBegunAnswer>(platform, command, async (unit) => {
    const { now, reader } = unit
    const board = await planOfJurors(reader, rules, planCode, now)
    if ('accepted' in board) return board
    const asked = await examOf(platform, rules, board)
    if ('accepted' in asked) return asked
    const candidate = await candidateOf(unit, board, actor.personId)
    if ('accepted' in candidate) return candidate
    const open = await openAttempt(reader, actor.personId, planCode)
    if (open) return { answer: { attemptId: open.attemptId }, rows: [], events: [] }
    const history = { lastFailedAt: await lastFailure(reader, actor.personId, planCode) }
    const begun = beginExam(asked.bank, asked.exam, history, now, platform.dice.bytes)
    if (!begun.accepted) return begun
    const attemptId = unit.newId()
    const { passMark } = asked.exam
    const { questions } = begun.event
    const write = insertAttempt({ attemptId, personId: actor.personId, planCode, questions, passMark, begunAt: now })
    return { answer: { attemptId }, rows: [{ write, orRefuse: refuse('exam-already-begun') }], events: [] }
  })
}

export interface AnswerExam {
  readonly key: string
  readonly actor: JurorCommand['actor']
  readonly attemptId: string
  readonly answers: readonly GivenAnswer[]
}

export interface ExamAnswer {
  readonly plan: string
  readonly questions: number
  readonly right: number
  readonly passMark: number
  readonly passed: boolean
  /** Codes of the questions answered wrongly or not at all. */
  readonly wrong: readonly string[]
  /** After a failed try. */
  readonly nextTryAt: string | null
}

/**
 * Hands in a try. Who passes is a juror from now on; who does not may try again after the plan's pause. Refusals:
 * exam-not-found, exam-already-answered, plan-unknown, no-review-board, exam-not-required, no-question-bank,
 * exam-answers-do-not-fit; for who passes also juror-barred, juror-suspended and already-juror.
 */
export function answerJurorExam(
  platform: Platform,
  rules: JurorRules,
  asked: AnswerExam,
): Promise<Outcome<ExamAnswer>> {
  const { actor, answers, attemptId, key } = asked
  const content = { attemptId, answers: answers.map(({ answer, code }) => ({ answer, code })) }
  return commit<ExamAnswer>(platform, { key, kind: 'answer-juror-exam', actor, content }, async (unit) => {
    const attempt = await loadAttempt(unit.reader, actor.personId, attemptId, { lock: true })
    if (!attempt) return refuse('exam-not-found')
    if (attempt.answeredAt !== null) return refuse('exam-already-answered')
    const board = await planOfJurors(unit.reader, rules, attempt.planCode, unit.now)
    if ('accepted' in board) return board
    const terms = await examOf(platform, rules, board)
    if ('accepted' in terms) return terms
    const graded = gradeExam(terms.bank, attempt.questions, answers, attempt.passMark)
    if (!graded.accepted) return graded
    const { passed, right, wrong } = graded.event
    const close = closeAttempt(attemptId, right, passed, unit.now)
    const answer: ExamAnswer = {
      plan: attempt.planCode,
      questions: attempt.questions.length,
      right,
      passMark: attempt.passMark,
      passed,
      wrong,
      nextTryAt: passed ? null : nextTryAt(unit.now, terms.exam).toString(),
    }
    if (!passed) return { answer, rows: [close], events: [] }
    const admitted = await admission(platform, unit, board, actor.personId)
    if ('accepted' in admitted) return admitted
    return { answer, rows: [close, ...admitted.rows], events: admitted.events }
  })
}

/**
 * Becomes a juror of a plan that asks for no examination. Refusals: plan-unknown, no-review-board, exam-required,
 * juror-barred, juror-suspended, already-juror.
 */
export function becomeJuror(
  platform: Platform,
  rules: JurorRules,
  { actor, key, planCode }: JurorCommand,
): Promise<Outcome<null>> {
  const command = { key, kind: 'become-juror', actor, content: { plan: planCode } }
  return commit<null>(platform, command, async (unit) => {
    const board = await planOfJurors(unit.reader, rules, planCode, unit.now)
    if ('accepted' in board) return board
    if (board.terms.examRequired) return refuse('exam-required', {}, { clause: board.terms.clause })
    const admitted = await admission(platform, unit, board, actor.personId)
    return 'accepted' in admitted ? admitted : { answer: null, ...admitted }
  })
}

/** What makes somebody a juror, or one again. */
async function admission(
  platform: Platform,
  unit: Unit,
  board: PlanOfJurors,
  personId: bigint,
): Promise<Pick<Effects<null>, 'rows' | 'events'> | Refused> {
  const candidate = await candidateOf(unit, board, personId)
  if ('accepted' in candidate) return candidate
  const { participantId, replacesJuror } = candidate
  const { planCode, today } = board.standing
  const secret = platform.dice.bytes(32)
  const write = admitJuror({ personId, planCode, participantId, secret, passedOn: today, now: unit.now })
  const admitted = jurorEvent(unit, 'juror-admitted', board.plan, 'passed')
  const ended = replacesJuror ? [jurorEvent(unit, 'juror-ended', board.plan, 'membership-ended')] : []
  return { rows: [{ write, orRefuse: refuse('already-juror') }], events: [...ended, admitted] }
}

/** Who could become a juror: a member whom nothing bars, and who is none of this membership yet. */
async function candidateOf(
  { reader }: Unit,
  { standing, terms }: PlanOfJurors,
  personId: bigint,
): Promise<{ readonly participantId: bigint; readonly replacesJuror: boolean } | Refused> {
  const participantId = await membershipOf(reader, personId, standing)
  const bars = await membershipBars(reader, participantId, standing)
  if (participantId === null || bars.length > 0) {
    return refuse('juror-barred', { reasons: bars.join(', ') }, { clause: terms.clause })
  }
  const juror = await jurorOf(reader, personId, standing.planCode, { lock: true })
  if (juror?.status === 'suspended') return refuse('juror-suspended')
  const serves = juror !== null && juror.status !== 'left'
  if (serves && juror.participantId === participantId) return refuse('already-juror')
  return { participantId, replacesJuror: serves }
}
