import { ageInYears } from '../calendar.ts'
import { type Refused, refuse } from '../decision.ts'
import type { IdentityFacts } from '../identity/index.ts'
import type { Eligibility, HealthQuestion } from '../plans/index.ts'

export type HealthRefusal = 'health-answer-missing' | 'health-answer-unasked' | 'health-declaration-bars'

/** The questions of the plan that one person is asked on a day. Where a document does not say the sex, all are asked. */
export function questionsFor(
  eligibility: Eligibility,
  person: Pick<IdentityFacts, 'bornOn' | 'sex'>,
  day: Temporal.PlainDate,
): readonly HealthQuestion[] {
  const age = ageInYears(person.bornOn, day, eligibility.leapDayBirthday)
  return eligibility.healthQuestions.filter(({ askedOf }) => {
    const sexAsked = askedOf?.sex === undefined || person.sex === null || askedOf.sex === person.sex
    return sexAsked && (askedOf?.belowAgeYears === undefined || age < askedOf.belowAgeYears)
  })
}

/**
 * The refusal for a declaration, or null. In this order: an answer to a question that was not asked (a sign that page
 * and plan differ), a question without an answer, and only then an answer that bars, so that nobody is barred by a form
 * that was not filled in to the end.
 */
export function refusalOfDeclaration(
  eligibility: Eligibility,
  questions: readonly HealthQuestion[],
  answers: Readonly<Record<string, boolean>>,
): Refused<HealthRefusal> | null {
  const asked = new Set(questions.map(({ code }) => code))
  const unasked = Object.keys(answers).find((code) => !asked.has(code))
  if (unasked !== undefined) return refuse('health-answer-unasked', {}, { field: 'answers' })
  const at = (code: string) => ({ field: `answers.${code}`, clause: eligibility.clause })
  const missing = questions.find(({ code }) => !Object.hasOwn(answers, code))
  if (missing !== undefined) return refuse('health-answer-missing', { question: missing.code }, at(missing.code))
  const barring = questions.find(({ code, barringAnswer }) => answers[code] === barringAnswer)
  if (barring !== undefined) return refuse('health-declaration-bars', { question: barring.code }, at(barring.code))
  return null
}
