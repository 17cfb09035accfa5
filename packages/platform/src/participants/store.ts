import type { EndReason, Lapse, Membership, ProvinceCode, Relation, Sex } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** A participant as loaded. */
export interface StoredParticipant {
  readonly participantId: bigint
  readonly personId: bigint
  /** The same person where one pays for oneself. */
  readonly payerPersonId: bigint
  readonly relation: Relation | 'self'
  readonly planCode: string
  /** The version under whose terms the person joined. */
  readonly planVersion: number
  readonly birthDate: Temporal.PlainDate
  readonly sex: Sex | null
  /** Null for holders of other countries' documents. */
  readonly region: ProvinceCode | null
  readonly membership: Membership
  /** The day of the one payout, also for somebody who had left before it. */
  readonly paidOutOn: Temporal.PlainDate | null
}

interface ParticipantRow {
  participant_id: bigint
  person_id: bigint
  payer_person_id: bigint
  relation: Relation | 'self'
  plan_code: string
  plan_version: number
  birth_date: Temporal.PlainDate
  sex: Sex | null
  region: ProvinceCode | null
  joined_on: Temporal.PlainDate
  ended_on: Temporal.PlainDate | null
  ended_reason: EndReason | null
  paid_out_on: Temporal.PlainDate | null
  lapse_ends: Temporal.PlainDate[] | null
  lapse_resumptions: Temporal.PlainDate[] | null
}

/** A participant, locked until the transaction ends where `lock` is set; null where there is none. */
export async function loadParticipant(
  reader: Reader,
  participantId: bigint,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredParticipant | null> {
  if (lock) await sql`select 1 from participants where participant_id = ${participantId} for update`.execute(reader)
  const found = await participantsWhere(reader, sql`p.participant_id = ${participantId}`)
  return found[0] ?? null
}

/** All memberships that a person has or had, and those that they pay for; oldest first. */
export function participantsOf(reader: Reader, personId: bigint): Promise<readonly StoredParticipant[]> {
  return participantsWhere(reader, sql`p.person_id = ${personId} or p.payer_person_id = ${personId}`)
}

async function participantsWhere(reader: Reader, condition: Write): Promise<readonly StoredParticipant[]> {
  const { rows } = await sql<ParticipantRow>`
    select p.participant_id, p.person_id, p.payer_person_id, p.relation, p.plan_code, p.plan_version, p.birth_date, p.sex,
      p.region, p.joined_on, p.ended_on, p.ended_reason, p.paid_out_on,
      l.ends as lapse_ends, l.resumptions as lapse_resumptions
    from participants p
    left join lateral (
      select array_agg(l.ended_on order by l.ended_on) as ends, array_agg(l.resumed_on order by l.ended_on) as resumptions
      from membership_lapses l where l.participant_id = p.participant_id) l on true
    where ${condition} order by p.participant_id`.execute(reader)
  return rows.map(participantOf)
}

function participantOf(row: ParticipantRow): StoredParticipant {
  return {
    participantId: row.participant_id,
    personId: row.person_id,
    payerPersonId: row.payer_person_id,
    relation: row.relation,
    planCode: row.plan_code,
    planVersion: row.plan_version,
    birthDate: row.birth_date,
    sex: row.sex,
    region: row.region,
    membership: membershipOf(row),
    paidOutOn: row.paid_out_on,
  }
}

function membershipOf(row: ParticipantRow): Membership {
  const resumptions = row.lapse_resumptions ?? []
  const lapses: Lapse[] = (row.lapse_ends ?? []).map((endedOn, index) => ({ endedOn, resumedOn: resumptions[index]! }))
  const joinedOn = row.joined_on
  if (row.ended_on === null) return { status: 'active', joinedOn, endedOn: null, lapses }
  return { status: 'ended', joinedOn, endedOn: row.ended_on, reason: row.ended_reason!, lapses }
}

/** Whether this person has a membership of this plan that has not ended. */
export async function isInPlanNow(reader: Reader, personId: bigint, planCode: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from active_memberships where person_id = ${personId} and plan_code = ${planCode}`.execute(reader)
  return rows.length > 0
}

/** Whether a day belongs to one of this person's memberships of this plan (`wasMemberOn` in core). */
export async function hasMembership(
  reader: Reader,
  personId: bigint,
  planCode: string,
  day: Temporal.PlainDate,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from participants p
    where p.person_id = ${personId} and p.plan_code = ${planCode} and ${memberOn(day)} limit 1`.execute(reader)
  return rows.length > 0
}

/**
 * Whether this person has had the one payout of this plan, in this or an earlier membership, or as somebody whose data was deleted since
 * and who showed the same document.
 */
export async function wasPaidOut(reader: Reader, personId: bigint, planCode: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from participants
    where person_id = ${personId} and plan_code = ${planCode} and paid_out_on is not null
    union all
    select 1 from erased_payouts e join identity_documents d using (document_hash)
    where d.person_id = ${personId} and e.plan_code = ${planCode} limit 1`.execute(reader)
  return rows.length > 0
}

/** `wasMemberOn` of core as a condition on `participants p`. */
export function memberOn(day: Temporal.PlainDate): Write {
  return sql`(p.joined_on <= ${day}::date and (p.ended_on is null or p.ended_on >= ${day}::date)
    and not exists (select 1 from membership_lapses l where l.participant_id = p.participant_id
      and l.ended_on < ${day}::date and l.resumed_on >= ${day}::date))`
}

/**
 * `inPlanOn` of core as a condition on `participants p`: in the plan at 00:00 of `day`. The roll of a publicity day counts
 * these; whom to leave out besides (the paid out, the waiting where a plan says so) is the sharing's to add.
 */
export function inPlanAt(day: Temporal.PlainDate): Write {
  return sql`(p.joined_on < ${day}::date and ${memberOn(day)})`
}

/** Fresh ids. Numbers that a rolled-back transaction drew stay unused. */
export async function nextParticipantIds(reader: Reader, count: number): Promise<readonly bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    select nextval('participant_ids') as id from generate_series(1, ${count}::int)`.execute(reader)
  return rows.map((row) => row.id)
}

/** Which of these people have a membership of this plan that has not ended. */
export async function peopleInPlan(
  reader: Reader,
  planCode: string,
  personIds: readonly bigint[],
): Promise<ReadonlySet<bigint>> {
  const { rows } = await sql<{ person_id: bigint }>`
    select person_id from active_memberships
    where plan_code = ${planCode} and person_id = any(${personIds}::bigint[])`.execute(reader)
  return new Set(rows.map((row) => row.person_id))
}
