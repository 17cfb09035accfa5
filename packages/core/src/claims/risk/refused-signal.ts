import type { CaseFacts, RateFacts } from './case-facts.ts'
import type { RiskSignal } from './signal.ts'

/** Days before and after a case in which refusals of its hospital's and doctors' other cases say something about it. */
export const refusedDays = 180

/** In percent: the claimant's own earlier case was refused for forged evidence, or one with the same account, phone or payer. */
const ownStrength = 100
const linkedStrength = 60

/** How unlikely the refusals of a hospital (doctor) have to be by chance, with the strength of each step; the first that is met counts. */
export const refusedSteps = [
  { chanceBelow: 1e-3, strength: 35 },
  { chanceBelow: 1e-2, strength: 20 },
  { chanceBelow: 0.05, strength: 10 },
] as const

/** Of few refusals nobody can say how rare they are: so many in a hundred are to be expected at least. */
export const leastExpectedPercent = 2
/** Refused cases of hospital and doctor that are named; the rest are counted. */
const mostNamed = 5

/** Probability that of `cases` so many or more are refused where each is with this probability: a binomial. */
export function chanceOfRefused(refused: number, cases: number, probability: number): number {
  let term = (1 - probability) ** cases
  let fewer = 0
  for (let count = 0; count < refused; count += 1) {
    fewer += term
    term *= ((cases - count) / (count + 1)) * (probability / (1 - probability))
  }
  return Math.max(0, 1 - fewer)
}

/**
 * Cases beside this one were refused for forged evidence: what belongs to the same people, or more of the hospital's or a doctor's cases
 * around it than the plan's other refusals let expect. Whoever was believed once with forged papers comes again.
 */
export function besideRefusedSignal({ doctors, hospital, links }: CaseFacts): RiskSignal | null {
  const { own, linked } = links.refused
  const people = own.length > 0 ? ownStrength : linked.length > 0 ? linkedStrength : 0
  const ofHospital = surprising(hospital ? [hospital] : [])
  const ofDoctor = surprising(doctors)
  const places = [ofHospital, ofDoctor].filter((one) => one !== undefined)
  const strength = people + Math.max(0, ...places.map((one) => one.strength))
  if (strength === 0) return null
  const facts = {
    ...(people > 0 && { cases: [...own, ...linked] }),
    ...(ofHospital && { hospital: ofHospital.refused, hospitalCases: ofHospital.cases }),
    ...(ofDoctor && { doctor: ofDoctor.refused, doctorCases: ofDoctor.cases }),
    ...(places[0] && {
      elsewhere: places[0].elsewhere,
      elsewhereCases: places[0].elsewhereCases,
      nearby: [...new Set(places.flatMap((one) => one.nearby))].slice(0, mostNamed),
    }),
  }
  return { code: 'beside-refused', strength: Math.min(100, strength), facts }
}

/** The one whose refusals say most; none where they are no surprise. */
function surprising(rates: readonly RateFacts[]) {
  const shares = rates.map(shareOf).filter(({ strength }) => strength > 0)
  return shares.sort((left, right) => right.strength - left.strength)[0]
}

/** What the refusals around a case say of its hospital (doctor), with the plan's other cases to compare them with. */
function shareOf({ all: { own, plan }, filedOn, refused }: RateFacts) {
  const length = own.before.length - 1
  const day = own.from.until(filedOn, { largestUnit: 'days' }).days
  const [from, until] = [Math.max(0, day - refusedDays), Math.min(length, day + refusedDays + 1)]
  // Neither has this case.
  const count = refused.around.length
  const cases = Math.max(count, own.before[until]! - own.before[from]! - 1)
  const elsewhere = refused.plan - count
  const elsewhereCases = plan.before[length]! - 1 - cases
  const counted = { refused: count, cases, elsewhere, elsewhereCases, nearby: refused.around }
  const probability = Math.max(leastExpectedPercent / 100, elsewhere / Math.max(1, elsewhereCases))
  if (count === 0 || probability >= 1) return { ...counted, strength: 0 }
  const chance = chanceOfRefused(count, cases, probability)
  return { ...counted, strength: refusedSteps.find(({ chanceBelow }) => chance < chanceBelow)?.strength ?? 0 }
}
