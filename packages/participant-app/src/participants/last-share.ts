/**
 * Whether somebody who leaves today still owes the share of this period: they were in the plan at 00:00 of its publicity day
 * (`inPlanOn` of core), which has come. Who joined on that day or later is not counted on it.
 */
export function lastShare(
  { joinedOn }: { readonly joinedOn: string },
  period: { readonly publicityDay: string } | null,
  today: string,
): boolean {
  return period !== null && period.publicityDay <= today && joinedOn < period.publicityDay
}
