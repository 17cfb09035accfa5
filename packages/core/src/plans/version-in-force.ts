import type { PlanVersion } from './plan.ts'

/**
 * The version of one plan that applies on a calendar day of the plan's zone: the last one whose first day is not after
 * it; null before the first version. The order of `versions` does not matter.
 */
export function versionInForce<Version extends Pick<PlanVersion, 'version' | 'firstDay'>>(
  versions: readonly Version[],
  day: Temporal.PlainDate,
): Version | null {
  let inForce: Version | null = null
  for (const version of versions) {
    const begun = Temporal.PlainDate.compare(version.firstDay, day) <= 0
    if (begun && (inForce === null || version.version > inForce.version)) inForce = version
  }
  return inForce
}
