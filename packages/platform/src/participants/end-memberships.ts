import {
  dayOf,
  endAfterPayout as decideEndAfterPayout,
  reinstate as decideReinstatement,
  type EndReason,
  type MembershipEnded,
  type PlanVersion,
  type Refused,
  type Reinstate,
  type ReinstatingPlan,
  refuse,
} from '@tongzhou/core'
import { sql } from 'kysely'
import type { Row, Unit } from '../commit/commit.ts'
import type { Write } from '../commit/platform.ts'
import { recordedAt } from './recorded-at.ts'
import { isInPlanNow, loadParticipant, type StoredParticipant } from './store.ts'

/**
 * Ends memberships set-based: `members` is a query of `participant_id` and `ended_on` (the last day). Those that have
 * ended already stay as they are, so a second run changes nothing. A last day before joining becomes the day of joining.
 * The number of affected rows is the number of memberships ended. `at` is of `recordedAt`.
 */
export function endMemberships(members: Write, reason: EndReason, at: Temporal.Instant): Write {
  return sql`
    with chosen as (${members}),
    ended as (
      update participants p set ended_on = greatest(c.ended_on, p.joined_on), ended_reason = ${reason},
        change_count = p.change_count + 1
      from chosen c where p.participant_id = c.participant_id and p.ended_on is null
      returning p.participant_id, p.person_id, p.plan_code, p.ended_on, p.change_count),
    freed as (
      delete from active_memberships a using ended e
      where a.person_id = e.person_id and a.plan_code = e.plan_code and a.participant_id = e.participant_id)
    insert into membership_changes (participant_id, change_no, kind, effective_on, reason, recorded_at)
    select participant_id, change_count, 'ended', ended_on, ${reason}, ${at}::timestamptz from ended`
}

/** Ends one membership as decided in core. */
export function endMembership(participantId: bigint, event: MembershipEnded, at: Temporal.Instant): Row {
  const member = sql`select ${participantId}::bigint as participant_id, ${event.endedOn}::date as ended_on`
  return {
    write: endMemberships(member, event.reason, at),
    orRefuse: refuse('membership-already-ended', { reason: event.reason }),
  }
}

/**
 * The payout was made: it is noted, and the membership ends today where it has not ended. For the payment's transaction.
 * Throws where there is no such participant.
 */
export async function endAfterPayout(
  unit: Unit,
  plan: Pick<PlanVersion, 'timeZone'>,
  participantId: bigint,
): Promise<readonly Row[]> {
  const participant = await loadParticipant(unit.reader, participantId, { lock: true })
  if (!participant) throw new Error(`no participant ${participantId} for a payout`)
  const noted = sql`
    update participants set paid_out_on = ${dayOf(unit.now, plan.timeZone)} where participant_id = ${participantId}`
  const decision = decideEndAfterPayout(plan, participant.membership, unit.now)
  if (!decision.accepted) return [noted]
  const at = await recordedAt(unit, participant.planCode)
  return [noted, endMembership(participantId, decision.event, at)]
}

export interface ReinstatementAsked {
  readonly participantId: bigint
  /** What is still owed after the payment that asks for it. */
  readonly arrearsFen: bigint
}

/**
 * Restores a membership that ended for unpaid shares: for the transaction of the payment that settles the arrears.
 * Refused as `reinstate` of core says.
 */
export async function reinstateMembership(
  unit: Unit,
  plan: ReinstatingPlan,
  { participantId, arrearsFen }: ReinstatementAsked,
): Promise<readonly Row[] | Refused> {
  const participant = await loadParticipant(unit.reader, participantId, { lock: true })
  if (!participant) return refuse('not-in-plan')
  const decision = await decideFor(unit, plan, participant, arrearsFen)
  if (!decision.accepted) return decision
  const { lapse } = decision.event
  const { personId, planCode } = participant
  const at = await recordedAt(unit, planCode)
  return [
    {
      write: sql`
        insert into active_memberships (person_id, plan_code, participant_id)
        values (${personId}, ${planCode}, ${participantId}) on conflict do nothing`,
      orRefuse: refuse('already-in-plan'),
    },
    sql`
      insert into membership_lapses (participant_id, ended_on, resumed_on)
      values (${participantId}, ${lapse.endedOn}, ${lapse.resumedOn})`,
    sql`
      with resumed as (
        update participants set ended_on = null, ended_reason = null, change_count = change_count + 1
        where participant_id = ${participantId} returning change_count)
      insert into membership_changes (participant_id, change_no, kind, effective_on, recorded_at)
      select ${participantId}, change_count, 'reinstated', ${lapse.resumedOn}, ${at}::timestamptz from resumed`,
  ]
}

async function decideFor(
  unit: Unit,
  plan: ReinstatingPlan,
  participant: StoredParticipant,
  arrearsFen: bigint,
): Promise<ReturnType<typeof decideReinstatement>> {
  const joinedAnew =
    participant.membership.status === 'ended' &&
    (await isInPlanNow(unit.reader, participant.personId, participant.planCode))
  const command: Reinstate = { bornOn: participant.birthDate, arrearsFen, joinedAnew }
  return decideReinstatement(plan, participant.membership, command, unit.now)
}
