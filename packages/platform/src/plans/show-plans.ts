import {
  atField,
  compareVersions,
  type DayRefusal,
  dayOf,
  type Parsed,
  type PlanVersion,
  parseDay,
  parsed,
  refuse,
  type TermDifference,
  type Text,
  versionInForce,
} from '@tongzhou/core'
import type { Platform, Reader } from '../commit/platform.ts'
import { planCodes, type StoredVersion, storedVersions } from './store.ts'

export type ShowPlanRefusal = 'plan-unknown' | 'plan-version-unknown' | 'no-plan-version' | DayRefusal

type Shown<Value> = Parsed<Value, ShowPlanRefusal>

export interface PlanSummary {
  readonly plan: string
  readonly name: Text
  readonly summary: Text
  readonly versions: number
  /** The version that applies today, in the plan's zone; null before the first one. */
  readonly inForce: VersionSummary | null
  /** The next version that is announced; null where none is. */
  readonly next: VersionSummary | null
}

export interface VersionSummary {
  readonly version: number
  readonly firstDay: string
}

/** All plans, each as it is named today. */
export async function listPlans({ database, clock }: Platform): Promise<readonly PlanSummary[]> {
  const plans: PlanSummary[] = []
  for (const code of await planCodes(database)) {
    const versions = (await storedVersions(database, code)).map((one) => one.plan)
    const inForce = versionInForce(versions, dayOf(clock.now(), versions[0]!.timeZone))
    const next = versions.find(({ version }) => version === (inForce?.version ?? 0) + 1)
    const { name, summary } = inForce ?? versions[0]!
    plans.push({
      plan: code,
      name,
      summary,
      versions: versions.length,
      inForce: inForce && summaryOf(inForce),
      next: next ? summaryOf(next) : null,
    })
  }
  return plans
}

function summaryOf({ version, firstDay }: PlanVersion): VersionSummary {
  return { version, firstDay }
}

/** All versions of a plan in order, with their loading. Refused: plan-unknown. */
export async function showVersions(reader: Reader, planCode: string): Promise<Shown<readonly StoredVersion[]>> {
  const versions = await storedVersions(reader, planCode)
  return versions.length > 0 ? parsed(versions) : refuse('plan-unknown', { plan: planCode }, { field: 'plan' })
}

/** One version. Refused: plan-unknown, plan-version-unknown. */
export async function showVersion(reader: Reader, planCode: string, version: number): Promise<Shown<StoredVersion>> {
  const versions = await showVersions(reader, planCode)
  return versions.accepted ? pick(versions.value, version, 'version') : versions
}

function pick(versions: readonly StoredVersion[], version: number, field: string): Shown<StoredVersion> {
  const found = versions.find(({ plan }) => plan.version === version)
  return found ? parsed(found) : refuse('plan-version-unknown', { version, newest: versions.length }, { field })
}

/**
 * The version in force on a day of the plan's zone, today where none is given. Refused: plan-unknown, day-malformed,
 * no-plan-version (a day before the first version).
 */
export async function showInForce(
  { database, clock }: Platform,
  planCode: string,
  dayText?: string,
): Promise<Shown<StoredVersion>> {
  const versions = await showVersions(database, planCode)
  if (!versions.accepted) return versions
  const plans = versions.value.map((one) => one.plan)
  const day = parseDay(dayText ?? dayOf(clock.now(), plans[0]!.timeZone).toString())
  if (!day.accepted) return atField(day, 'day')
  const inForce = versionInForce(plans, day.value)
  if (inForce) return parsed(versions.value[plans.indexOf(inForce)]!)
  return refuse('no-plan-version', { day: day.value.toString(), firstDay: plans[0]!.firstDay }, { field: 'day' })
}

/** What changes from one version of a plan to another. Refused: plan-unknown, plan-version-unknown. */
export async function showDifferences(
  reader: Reader,
  planCode: string,
  from: number,
  to: number,
): Promise<Shown<readonly TermDifference[]>> {
  const versions = await showVersions(reader, planCode)
  if (!versions.accepted) return versions
  const earlier = pick(versions.value, from, 'from')
  if (!earlier.accepted) return earlier
  const later = pick(versions.value, to, 'to')
  return later.accepted ? parsed(compareVersions(earlier.value.plan, later.value.plan)) : later
}
