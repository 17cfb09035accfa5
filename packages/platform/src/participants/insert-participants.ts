import { type ConsentKind, consentKinds, type ProvinceCode, type Relation, type Sex } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Write } from '../commit/platform.ts'

/** One membership that begins. */
export interface NewParticipant {
  readonly participantId: bigint
  readonly personId: bigint
  readonly payerPersonId: bigint
  readonly relation: Relation | 'self'
  readonly joinedOn: Temporal.PlainDate
  readonly birthDate: Temporal.PlainDate
  readonly sex: Sex | null
  readonly region: ProvinceCode | null
  readonly wordingVersions: Readonly<Record<ConsentKind, number>>
  /** Sealed with the person's key, see `declaration.ts`. */
  readonly sealedAnswers: Uint8Array
}

/**
 * The rows of one or many memberships that begin, with their first change, consents and declarations. The key of
 * `active_memberships` refuses somebody who is in the plan (PostgreSQL's 23505).
 */
export function insertParticipants(
  plan: { readonly plan: string; readonly version: number },
  joiners: readonly NewParticipant[],
  at: Temporal.Instant,
): readonly Write[] {
  const column = <Value>(of: (joiner: NewParticipant) => Value) => joiners.map(of)
  const ids = column((joiner) => joiner.participantId)
  const joinedOn = column((joiner) => joiner.joinedOn)
  return [
    sql`
      insert into active_memberships (person_id, plan_code, participant_id)
      select person_id, ${plan.plan}::text, participant_id
      from unnest(${column((joiner) => joiner.personId)}::bigint[], ${ids}::bigint[]) as t (person_id, participant_id)`,
    sql`
      insert into participants (plan_code, plan_version, change_count, recorded_at,
        participant_id, person_id, payer_person_id, relation, joined_on, birth_date, sex, region)
      select ${plan.plan}::text, ${plan.version}::integer, 1, ${at}::timestamptz, t.*
      from unnest(${ids}::bigint[], ${column((joiner) => joiner.personId)}::bigint[],
        ${column((joiner) => joiner.payerPersonId)}::bigint[], ${column((joiner) => joiner.relation)}::text[],
        ${joinedOn}::date[], ${column((joiner) => joiner.birthDate)}::date[], ${column((joiner) => joiner.sex)}::text[],
        ${column((joiner) => joiner.region)}::text[]) as t`,
    sql`
      insert into membership_changes (participant_id, change_no, kind, effective_on, recorded_at)
      select participant_id, 1, 'joined', joined_on, ${at}::timestamptz
      from unnest(${ids}::bigint[], ${joinedOn}::date[]) as t (participant_id, joined_on)`,
    ...consentKinds.map(
      (kind) => sql`
      insert into consents (participant_id, kind, consent_no, given, wording_version, recorded_at)
      select participant_id, ${kind}::text, 1, true, wording_version, ${at}::timestamptz
      from unnest(${ids}::bigint[], ${column((joiner) => joiner.wordingVersions[kind])}::integer[])
        as t (participant_id, wording_version)`,
    ),
    sql`
      insert into health_declarations (participant_id, plan_version, sealed_answers, recorded_at)
      select participant_id, ${plan.version}::integer, sealed_answers, ${at}::timestamptz
      from unnest(${ids}::bigint[], ${column((joiner) => joiner.sealedAnswers)}::bytea[])
        as t (participant_id, sealed_answers)`,
  ]
}
