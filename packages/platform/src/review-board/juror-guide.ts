import { type PlanVersion, type QuestionBank, questionOf, type Text } from '@tongzhou/core'
import type { StoredAttempt } from './juror-exam-store.ts'

/** What a juror has to know: every clause of the plan, with what the question bank explains about it. */
export interface JurorGuide {
  readonly plan: string
  readonly version: number
  readonly exam: { readonly questions: number; readonly passMark: number; readonly pauseHours: number } | null
  readonly clauses: readonly {
    readonly clause: string
    readonly text: Text
    readonly explanations: readonly Text[]
  }[]
}

/** The study guide of a plan. The explanations are public, as the questions are: knowing them is the point. */
export function jurorGuide(plan: PlanVersion, bank: QuestionBank | null): JurorGuide {
  const { exam } = plan.disputes
  return {
    plan: plan.plan,
    version: plan.version,
    exam: exam ? { questions: exam.questions, passMark: exam.passMark, pauseHours: exam.pauseHours } : null,
    clauses: plan.clauses.map(({ id, text }) => ({
      clause: id,
      text,
      explanations: (bank?.questions ?? []).filter(({ clause }) => clause === id).map(({ explanation }) => explanation),
    })),
  }
}

export interface ShownQuestion {
  readonly code: string
  readonly clause: string
  readonly question: Text
  /** In the order of this try. */
  readonly answers: readonly Text[]
}

/** A try as the candidate sees it, without what is right. A question that the bank has lost is left out. */
export function shownQuestions(bank: QuestionBank, { questions }: Pick<StoredAttempt, 'questions'>): ShownQuestion[] {
  return questions.flatMap(({ code, order }) => {
    const asked = questionOf(bank, code)
    if (!asked) return []
    return [{ code, clause: asked.clause, question: asked.question, answers: order.map((at) => asked.answers[at]!) }]
  })
}
