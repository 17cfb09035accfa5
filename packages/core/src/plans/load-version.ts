import { dayOf } from '../calendar.ts'
import { accept, type Decision, refuse } from '../decision.ts'
import { checkSuccession } from './check-succession.ts'
import { compareVersions } from './compare-versions.ts'
import type { PlanVersion } from './plan.ts'
import { fillIn, planRules } from './plan-rules.ts'

export type LoadRefusal = 'plan-version-differs' | 'plan-out-of-order' | 'first-day-too-early' | 'second-person-needed'

/** Who wrote a version and who adopts it; null where nobody with a name did, as at the command line. */
export interface Adopters {
  readonly writtenBy: bigint | null
  readonly adoptedBy: bigint | null
}

/** `version-kept`: the same version with the same terms was loaded before, so nothing happens. */
export type VersionLoaded = { readonly kind: 'version-loaded' } | { readonly kind: 'version-kept' }

/**
 * Loads a sound version of a plan (`checkPlan` found nothing) after its `earlier` versions, in order. Refused:
 * - `plan-version-differs`: this version is loaded already and says something else; rules once loaded never change;
 * - `plan-out-of-order`: as `checkSuccession` says;
 * - `first-day-too-early`: a version after the first begins at the earliest tomorrow, and not before the days of notice
 *   that the version before it promises (plan term `changes.noticeDays`). The first version may begin in the past: a
 *   plan that is moved here from elsewhere brings its past with it;
 * - `second-person-needed`: the version before it asks for two people (plan term `changes.adoptedByAnother`), and it is adopted by
 *   who wrote it, or nobody knows by whom.
 */
export function loadVersion(
  earlier: readonly PlanVersion[],
  plan: PlanVersion,
  now: Temporal.Instant,
  { adoptedBy, writtenBy }: Adopters,
): Decision<VersionLoaded, LoadRefusal> {
  const { version, firstDay } = plan
  const loaded = earlier.find((one) => one.plan === plan.plan && one.version === version)
  if (loaded) {
    const differences = compareVersions(loaded, plan)
    const first = differences[0]
    if (!first) return accept({ kind: 'version-kept' })
    const facts = { version, differences: differences.length, firstDifference: first.term }
    return refuse('plan-version-differs', facts, { field: 'version' })
  }
  const broken = checkSuccession(plan, earlier)[0]
  if (broken) {
    const { rule, pointer, facts } = broken
    const known = { rule, message: fillIn(planRules[rule], facts).en }
    return refuse('plan-out-of-order', known, { field: pointer.slice(1) })
  }
  const last = earlier.at(-1)
  if (!last) return accept({ kind: 'version-loaded' })
  const noticeDays = Math.max(last.changes?.noticeDays ?? 0, 1)
  const earliestDay = dayOf(now, plan.timeZone).add({ days: noticeDays })
  if (Temporal.PlainDate.compare(firstDay, earliestDay) < 0) {
    const facts = { firstDay, earliestDay: earliestDay.toString(), noticeDays }
    const where = last.changes ? { field: 'firstDay', clause: last.changes.clause } : { field: 'firstDay' }
    return refuse('first-day-too-early', facts, where)
  }
  const alone = writtenBy === null || adoptedBy === null || writtenBy === adoptedBy
  if (last.changes?.adoptedByAnother && alone)
    return refuse('second-person-needed', {}, { clause: last.changes.clause })
  return accept({ kind: 'version-loaded' })
}
