import { dayOf, type EndReason, firstDayAfterWaiting, lastDayByAge, type PlanVersion } from '@tongzhou/core'
import type { Platform } from '../commit/platform.ts'
import { openName } from '../identity/index.ts'
import { planVersion } from '../plans/index.ts'
import { participantsOf, type StoredParticipant } from './store.ts'

/** A membership as its person and its payer see it. */
export interface MembershipShown {
  readonly participantId: string
  readonly plan: string
  readonly name: string | null
  readonly relation: string
  readonly payer: boolean
  readonly status: 'waiting' | 'covered' | 'ended'
  readonly joinedOn: string
  /** First day after the waiting period. */
  readonly coveredFrom: string
  /** Last day by age, while the membership goes on. */
  readonly coveredUntil: string
  readonly endedOn: string | null
  readonly endedReason: EndReason | null
}

/** The memberships of a person and those that they pay for, ended ones too, as they stand today in the plan's time zone. */
export async function listMemberships(platform: Platform, personId: bigint): Promise<readonly MembershipShown[]> {
  const shown: MembershipShown[] = []
  for (const participant of await participantsOf(platform.database, personId)) {
    const plan = await planVersion(platform.database, participant.planCode, participant.planVersion)
    const name = await openName(platform, platform.database, participant.personId)
    shown.push(membershipShown(plan, participant, name, personId, dayOf(platform.clock.now(), plan.timeZone)))
  }
  return shown
}

function membershipShown(
  plan: PlanVersion,
  participant: StoredParticipant,
  name: string | null,
  personId: bigint,
  today: Temporal.PlainDate,
): MembershipShown {
  const { membership } = participant
  const coveredFrom = firstDayAfterWaiting(membership.joinedOn, plan.waitingPeriod.days)
  const waiting = Temporal.PlainDate.compare(today, coveredFrom) < 0
  return {
    participantId: String(participant.participantId),
    plan: participant.planCode,
    name,
    relation: participant.relation,
    payer: participant.payerPersonId === personId,
    status: membership.status === 'ended' ? 'ended' : waiting ? 'waiting' : 'covered',
    joinedOn: membership.joinedOn.toString(),
    coveredFrom: coveredFrom.toString(),
    coveredUntil: lastDayByAge(plan, participant.birthDate).toString(),
    endedOn: membership.endedOn?.toString() ?? null,
    endedReason: membership.status === 'ended' ? membership.reason : null,
  }
}
