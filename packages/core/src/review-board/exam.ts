import { accept, type Decision, type Refused, refuse } from '../decision.ts'
import type { Exam } from '../plans/index.ts'
import { answersPerQuestion, type ExamQuestion, type QuestionBank } from './question-bank.ts'

/** A question as one try shows it: `order[i]` is the place in the bank of the answer shown at place i. */
export interface DrawnQuestion {
  readonly code: string
  readonly order: readonly number[]
}

/** Uniform random bytes from outside. */
export type RandomBytes = (length: number) => Uint8Array

/** The tries of one person for one plan, as far as the next one depends on them. */
export interface ExamHistory {
  readonly lastFailedAt: Temporal.Instant | null
}

export interface ExamBegun {
  readonly questions: readonly DrawnQuestion[]
}

export type ExamRefusal = 'exam-pause' | 'exam-answers-do-not-fit'

/**
 * Draws one try: as many questions as the plan says, none twice, each with its answers in an order of its own. Refused
 * within `pauseHours` after a failed try (exam-pause). Throws where the bank has too few questions: `readQuestionBank`
 * lets no such bank through. Source: the plan's term `disputes.exam`.
 */
export function beginExam(
  bank: QuestionBank,
  terms: Exam,
  { lastFailedAt }: ExamHistory,
  now: Temporal.Instant,
  random: RandomBytes,
): Decision<ExamBegun, ExamRefusal> {
  const next = lastFailedAt && nextTryAt(lastFailedAt, terms)
  if (next && Temporal.Instant.compare(now, next) < 0) {
    return refuse('exam-pause', { nextTryAt: next.toString() }, { clause: terms.clause })
  }
  if (bank.questions.length < terms.questions) throw new RangeError(`${bank.plan} has too few questions`)
  const drawn = shuffled(bank.questions, random).slice(0, terms.questions)
  const places = Array.from({ length: answersPerQuestion }, (_, place) => place)
  return accept({ questions: drawn.map(({ code }) => ({ code, order: shuffled(places, random) })) })
}

/** From when on somebody may try again who failed then. */
export function nextTryAt(failedAt: Temporal.Instant, { pauseHours }: Pick<Exam, 'pauseHours'>): Temporal.Instant {
  return failedAt.add({ hours: pauseHours })
}

/** An answer as it was shown: `answer` is the place, from 0, in the order of this try. */
export interface GivenAnswer {
  readonly code: string
  readonly answer: number
}

export interface ExamGraded {
  readonly right: number
  readonly passed: boolean
  /** Those answered wrongly or not at all, in the order shown. */
  readonly wrong: readonly string[]
}

/**
 * Grades a try. What was not answered is wrong; a question that the bank no longer has is right, since nobody can be held
 * to it. Refused (exam-answers-do-not-fit): an answer to a question that was not drawn, two to one, or a place that is none.
 */
export function gradeExam(
  bank: QuestionBank,
  drawn: readonly DrawnQuestion[],
  given: readonly GivenAnswer[],
  passMark: number,
): Decision<ExamGraded, ExamRefusal> {
  const unfit = given.find(({ answer, code }, index) => {
    const isDrawn = drawn.some((question) => question.code === code)
    const isSecond = given.findIndex((one) => one.code === code) < index
    return !isDrawn || isSecond || !Number.isInteger(answer) || answer < 0 || answer >= answersPerQuestion
  })
  if (unfit) return answersDoNotFit(unfit.code)
  const wrong = drawn.filter((question) => {
    const asked = questionOf(bank, question.code)
    const chosen = given.find(({ code }) => code === question.code)?.answer
    return asked !== null && (chosen === undefined || question.order[chosen] !== asked.right)
  })
  const right = drawn.length - wrong.length
  return accept({ right, passed: right >= passMark, wrong: wrong.map(({ code }) => code) })
}

export function questionOf({ questions }: QuestionBank, code: string): ExamQuestion | null {
  return questions.find((question) => question.code === code) ?? null
}

function answersDoNotFit(question: string): Refused<ExamRefusal> {
  return refuse('exam-answers-do-not-fit', { question }, { field: 'answers' })
}

/** Fisher and Yates, every order as likely as any other. */
function shuffled<Item>(items: readonly Item[], random: RandomBytes): Item[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = numberBelow(last + 1, random)
    const moved = order[last]!
    order[last] = order[other]!
    order[other] = moved
  }
  return order
}

/** Uniform over 0 to limit - 1 (at most 65,536): a remainder alone would favour small numbers. */
function numberBelow(limit: number, random: RandomBytes): number {
  const end = 65_536 - (65_536 % limit)
  for (;;) {
    const [high, low] = random(2)
    const drawn = high! * 256 + low!
    if (drawn < end) return drawn % limit
  }
}
