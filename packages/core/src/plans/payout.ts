import type { PlanVersion } from './plan.ts'

/**
 * The payout in fen for an illness of the catalogue, by the age in full years on the day of first diagnosis; null where
 * the plan covers no such illness, has no mild form of it, or no tier for that age. Plan terms `cover.payoutTiers` and
 * `cover.mildForms`: a mild form has one amount for every age that a tier covers. Whether an illness is covered yet
 * (its `firstDay`) is asked by the caller, who knows the day.
 */
export function payoutFor(
  plan: Pick<PlanVersion, 'cover'>,
  illness: string,
  mild: boolean,
  ageYears: number,
): bigint | null {
  const { illnesses, mildForms, payoutTiers } = plan.cover
  if (!illnesses.some(({ code }) => code === illness)) return null
  const tier = payoutTiers.find(({ fromAgeYears, toAgeYears }) => fromAgeYears <= ageYears && ageYears <= toAgeYears)
  const amount = mild ? tier && mildForms.find((form) => form.illness === illness) : tier
  return amount === undefined ? null : BigInt(amount.payoutFen)
}
