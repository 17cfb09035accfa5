import type { PlanVersion } from './plan.ts'
import { finding, type PlanFinding } from './plan-rules.ts'

/** Longest year in days: whoever is `days` old has at least `days / 366` full years. */
const longestYearDays = 366

/** Rules of who may join and of what is covered: every age that can be covered has exactly one payout. */
export function checkCover(plan: PlanVersion): PlanFinding[] {
  return [
    ...checkAges(plan),
    ...checkQuestions(plan),
    ...checkTransfers(plan),
    ...checkIllnesses(plan),
    ...checkTiers(plan),
    ...checkMildForms(plan),
  ]
}

/** The youngest full age at which one may join in the ordinary way. */
function youngestAge({ eligibility: { minAgeDays, minAgeYears } }: PlanVersion): number {
  return Math.max(Math.floor(minAgeDays / longestYearDays), minAgeYears ?? 0)
}

function checkAges(plan: PlanVersion): PlanFinding[] {
  const youngest = youngestAge(plan)
  const { maxAgeYears: oldest } = plan.eligibility
  if (youngest > oldest) return [finding('age-limits-crossed', ['eligibility', 'maxAgeYears'], { youngest, oldest })]
  const { atAgeYears: ageingOut } = plan.cover.ageingOut
  if (ageingOut > oldest) return []
  return [finding('ageing-out-before-joining', ['cover', 'ageingOut', 'atAgeYears'], { oldest, ageingOut })]
}

function checkQuestions(plan: PlanVersion): PlanFinding[] {
  const known = new Set(plan.cover.illnesses.flatMap(({ code, category }) => [code, category as string]))
  const youngest = youngestAge(plan)
  return plan.eligibility.healthQuestions.flatMap(({ askedOf, bearsOn }, index) => {
    const path = ['eligibility', 'healthQuestions', index]
    const age = askedOf?.belowAgeYears
    const never = age !== undefined && age <= youngest
    const unknown = bearsOn.map((code, at) => ({ code, at })).filter(({ code }) => !known.has(code))
    return [
      ...(never ? [finding('question-never-asked', [...path, 'askedOf', 'belowAgeYears'], { age })] : []),
      ...unknown.map(({ code, at }) => finding('bears-on-unknown', [...path, 'bearsOn', at], { code })),
    ]
  })
}

function checkTransfers({ plan, eligibility }: PlanVersion): PlanFinding[] {
  return (eligibility.transfersFrom ?? []).flatMap((transfer, index) =>
    transfer.plan === plan ? [finding('transfer-from-itself', ['eligibility', 'transfersFrom', index, 'plan'])] : [],
  )
}

function checkIllnesses({ cover, review }: PlanVersion): PlanFinding[] {
  const items = new Set(review.illnessChecklist?.map(({ code }) => code))
  return cover.illnesses.flatMap(({ category, checklist = [] }, index) => {
    const path = ['cover', 'illnesses', index]
    const uncovered = category === 'accident' && !cover.causes.includes('accident')
    const unknown = checklist.map((code, at) => ({ code, at })).filter(({ code }) => !items.has(code))
    return [
      ...(uncovered ? [finding('accident-not-covered', [...path, 'category'])] : []),
      ...unknown.map(({ code, at }) => finding('checklist-item-unknown', [...path, 'checklist', at], { code })),
    ]
  })
}

/** Walks the tiers by age: each begins where the one before ended, the first and the last reach the limits of cover. */
function checkTiers(plan: PlanVersion): PlanFinding[] {
  const path = ['cover', 'payoutTiers']
  const { payoutTiers, ageingOut } = plan.cover
  const reversed = payoutTiers.findIndex(({ fromAgeYears, toAgeYears }) => fromAgeYears > toAgeYears)
  if (reversed >= 0) {
    const { fromAgeYears: from, toAgeYears: to } = payoutTiers[reversed]!
    return [finding('tier-reversed', [...path, reversed, 'toAgeYears'], { from, to })]
  }
  const tiers = payoutTiers.map((tier, index) => ({ ...tier, index })).sort((a, b) => a.fromAgeYears - b.fromAgeYears)
  const found = checkTierSteps(tiers)
  const first = tiers[0]!
  const transfers = plan.eligibility.transfersFrom ?? []
  const youngest = Math.min(youngestAge(plan), ...transfers.map(({ fromAgeYears }) => fromAgeYears))
  if (first.fromAgeYears > youngest) {
    const facts = { age: youngest, from: first.fromAgeYears }
    found.push(finding('tier-missing-for-youngest', [...path, first.index, 'fromAgeYears'], facts))
  }
  const last = tiers.reduce((a, b) => (b.toAgeYears > a.toAgeYears ? b : a))
  // A birthday in the middle of a month leaves days of cover at the new age.
  const oldest = ageingOut.coverEnds === 'month-end' ? ageingOut.atAgeYears : ageingOut.atAgeYears - 1
  if (last.toAgeYears < oldest) {
    const facts = { age: oldest, to: last.toAgeYears }
    found.push(finding('tier-missing-for-oldest', [...path, last.index, 'toAgeYears'], facts))
  }
  return found
}

interface Tier {
  readonly fromAgeYears: number
  readonly toAgeYears: number
  readonly index: number
}

/** Tiers in order of their first age; `reached` is the oldest age that the ones before hold. */
function checkTierSteps(tiers: readonly Tier[]): PlanFinding[] {
  const found: PlanFinding[] = []
  let reached = tiers[0]!.toAgeYears
  for (const { fromAgeYears: age, toAgeYears, index } of tiers.slice(1)) {
    const path = ['cover', 'payoutTiers', index, 'fromAgeYears']
    if (age <= reached) found.push(finding('tier-overlap', path, { age }))
    if (age > reached + 1) found.push(finding('tier-gap', path, { from: reached + 1, to: age - 1 }))
    reached = Math.max(reached, toAgeYears)
  }
  return found
}

function checkMildForms({ cover: { illnesses, mildForms, payoutTiers } }: PlanVersion): PlanFinding[] {
  const lowest = Math.min(...payoutTiers.map(({ payoutFen }) => payoutFen))
  return mildForms.flatMap(({ illness, payoutFen }, index) => {
    const path = ['cover', 'mildForms', index]
    if (!illnesses.some(({ code }) => code === illness)) {
      return [finding('mild-form-of-unknown-illness', [...path, 'illness'], { illness })]
    }
    const other = mildForms.slice(0, index).find((form) => form.illness === illness)
    if (other && other.payoutFen !== payoutFen) {
      const facts = { illness, other: other.payoutFen }
      return [finding('mild-form-amounts-differ', [...path, 'payoutFen'], facts)]
    }
    return payoutFen > lowest ? [finding('mild-form-not-lower', [...path, 'payoutFen'], { lowest })] : []
  })
}
