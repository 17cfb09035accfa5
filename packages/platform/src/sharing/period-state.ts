import { type CalendarPeriod, type PeriodState, type PlanVersion, periodOfCode, versionInForce } from '@tongzhou/core'
import type { Reader } from '../commit/platform.ts'
import { planVersions } from '../plans/index.ts'
import { loadPeriod, type StoredPeriod } from './store.ts'

/** A period of a plan's calendar with the version that governs it and what is stored of it. */
export interface KnownPeriod {
  readonly plan: PlanVersion
  readonly calendar: CalendarPeriod
  readonly stored: StoredPeriod | null
  readonly state: PeriodState
}

/**
 * Finds a period by its code: the plan version in force on its publicity day says which days it has. Null where no
 * version knows such a period.
 */
export async function knownPeriod(
  reader: Reader,
  planCode: string,
  code: string,
  options: { readonly lock?: boolean } = {},
): Promise<KnownPeriod | null> {
  const versions = await planVersions(reader, planCode)
  for (const plan of versions) {
    const calendar = periodOfCode(plan, code)
    if (!calendar || versionInForce(versions, calendar.publicityDay)?.version !== plan.version) continue
    const stored = await loadPeriod(reader, planCode, code, options)
    return { plan, calendar, stored, state: stateOf(calendar, stored) }
  }
  return null
}

function stateOf(calendar: CalendarPeriod, stored: StoredPeriod | null): PeriodState {
  if (!stored) return { status: 'open', calendar }
  if (stored.status === 'published') return { status: 'published', calendar }
  if (stored.status === 'rolled') return { status: 'rolled', calendar, rolled: stored.rollCount! }
  return { status: 'settled', calendar, shareFen: stored.figures!.shareFen }
}
