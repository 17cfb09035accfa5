import {
  belowMinimum,
  dayOf,
  announceRunOff as decideRunOff,
  isOpenToJoiners,
  type PlanVersion,
  planReference,
  refuse,
  versionInForce,
} from '@tongzhou/core'
import { type Actor, commit, type Outcome, system } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { planVersions } from '../plans/index.ts'
import { insertRunOff, loadRunOff } from './run-off-store.ts'
import { listPeriods } from './store.ts'

export interface RunOffCommand {
  readonly key: string
  readonly actor: Actor
  readonly planCode: string
  /** The last day of cover. */
  readonly coverEndsOn: Temporal.PlainDate
  readonly reason: 'operator' | 'below-minimum'
}

export interface RunOffAnswer {
  readonly announcedOn: string
  readonly coverEndsOn: string
  readonly noSharingFrom: string
}

/**
 * Ends a plan in order: nobody joins any more, cover ends on the given day, the operator bears the last periods (or the
 * participants, where the plan says so), and claims from before the end are still paid. Refusals: plan-unknown, those of
 * `announceRunOff` in core.
 */
export function announceRunOff(platform: Platform, command: RunOffCommand): Promise<Outcome<RunOffAnswer>> {
  const { key, actor, planCode, coverEndsOn, reason } = command
  const content = { planCode, coverEndsOn, reason }
  return commit<RunOffAnswer>(platform, { key, kind: 'announce-run-off', actor, content }, async (unit) => {
    const plan = await planToday(unit.reader, planCode, unit.now)
    if (!plan) return refuse('plan-unknown', { plan: planCode })
    const decision = decideRunOff(plan, await loadRunOff(unit.reader, planCode), coverEndsOn, unit.now)
    if (!decision.accepted) return decision
    const { kind, ...runOff } = decision.event
    const event = {
      id: unit.newId(),
      kind,
      subject: `plan/${planCode}`,
      plan: planReference(plan),
      facts: { ...runOff, reason },
    }
    const alreadyAnnounced = refuse('run-off-already-announced')
    return {
      answer: {
        announcedOn: runOff.announcedOn.toString(),
        coverEndsOn: runOff.coverEndsOn.toString(),
        noSharingFrom: runOff.noSharingFrom.toString(),
      },
      rows: [{ write: insertRunOff(planCode, runOff, reason, event.id), orRefuse: alreadyAnnounced }],
      events: [event],
    }
  })
}

/** For the joining: a plan in run-off takes nobody in. */
export async function isPlanOpen(reader: Reader, planCode: string): Promise<boolean> {
  return isOpenToJoiners(await loadRunOff(reader, planCode))
}

/** Settled periods looked at for the minimum: more than two years of two a month. */
const periodsLookedAt = 60

/**
 * Where a plan has been below its least number of participants for as many days as it says, ends it with the plan's own
 * notice. Run every day. Returns the answer where a run-off was announced now, else null.
 */
export async function watchMinimum(
  platform: Platform,
  planCode: string,
  today: Temporal.PlainDate,
): Promise<RunOffAnswer | null> {
  const { database, clock } = platform
  const plan = await planToday(database, planCode, clock.now())
  if (!plan || (await loadRunOff(database, planCode))) return null
  const periods = await listPeriods(database, planCode, { limit: periodsLookedAt })
  const counts = periods
    .flatMap(({ publicityDay, figures }) => (figures ? [{ publicityDay, participants: figures.participants }] : []))
    .reverse()
  const below = belowMinimum(plan, counts)
  if (!below || Temporal.PlainDate.compare(today, below.runOffFrom) < 0) return null
  const coverEndsOn = today.add({ days: plan.runOff?.noticeDays ?? 0 })
  const key = `run-off:${planCode}`
  const outcome = await announceRunOff(platform, { key, actor: system, planCode, coverEndsOn, reason: 'below-minimum' })
  return outcome.accepted ? outcome.event.answer : null
}

async function planToday(reader: Reader, planCode: string, now: Temporal.Instant): Promise<PlanVersion | null> {
  const versions = await planVersions(reader, planCode)
  return versions[0] ? versionInForce(versions, dayOf(now, versions[0].timeZone)) : null
}
