import type { HealthQuestion, PlanTerms } from '../plan-in-force.ts'
import type { Known } from './identity-document.ts'

type LeapDayBirthday = PlanTerms['eligibility']['leapDayBirthday']

/** The health questions that the plan asks this person: `questionsFor` of core, without `Temporal`. A test holds the two together. */
export function askedQuestions(
  eligibility: Pick<PlanTerms['eligibility'], 'healthQuestions' | 'leapDayBirthday'>,
  known: Known,
  today: string,
): readonly HealthQuestion[] {
  const age = ageInYears(known.bornOn, today, eligibility.leapDayBirthday)
  return eligibility.healthQuestions.filter(({ askedOf }) => {
    const sexAsked = askedOf?.sex === undefined || known.sex === null || askedOf.sex === known.sex
    return sexAsked && (askedOf?.belowAgeYears === undefined || age < askedOf.belowAgeYears)
  })
}

/** Full years. Days of a year are compared as texts: `02-29` stands after `02-28` and before `03-01`, also in a year without one. */
export function ageInYears(bornOn: string, today: string, leapDayBirthday: LeapDayBirthday): number {
  const year = Number(today.slice(0, 4))
  const hasLeapDay = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1
  const isEarly = bornOn.slice(5) === '02-29' && !hasLeapDay && leapDayBirthday === 'last-of-february'
  const birthday = isEarly ? '02-28' : bornOn.slice(5)
  const years = year - Number(bornOn.slice(0, 4))
  return today.slice(5) < birthday ? years - 1 : years
}
