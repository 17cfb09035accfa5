import {
  endStatuses,
  type JurorBar,
  type Jurors,
  type LeapDayBirthday,
  latestBirthOfAge,
  unreachable,
} from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import { memberOn } from '../participants/index.ts'
import { type JurorStatus, jurorOf } from './juror-store.ts'

/** What the standing of jurors is asked by. */
export interface StandingTerms {
  readonly planCode: string
  readonly today: Temporal.PlainDate
  /** The plan's term `disputes.jurors`. */
  readonly terms: Jurors
  /** A select of `person_id`s with an unpaid share; payments come later than this part, so it is given from outside. */
  readonly debtors: Write
  /** The plan's rule for birthdays on 29 February; on the first of March where it is not given. */
  readonly leapDayBirthday?: LeapDayBirthday
}

type MembershipBar = Extract<
  JurorBar,
  'too-few-days-in-plan' | 'under-age' | 'share-unpaid' | 'claim-open' | 'record-of-dishonesty'
>

/** Bars that the membership itself (`participants p`) says. */
function barsOfMembership({ today, terms, leapDayBirthday = 'first-of-march' }: StandingTerms) {
  const joinedBy = today.subtract({ days: terms.minDaysInPlan })
  const bornBy = latestBirthOfAge(today, terms.minAgeYears, leapDayBirthday)
  const bars: readonly (readonly [MembershipBar, Write])[] = [
    ['too-few-days-in-plan', sql`p.joined_on > ${joinedBy}::date`],
    ['under-age', sql`p.birth_date > ${bornBy}::date`],
  ]
  return bars
}

/** Bars that hold for a person, each as a select of everybody's `person_id`: what it reads lies elsewhere than the membership. */
function barredPeople({ terms, debtors }: StandingTerms) {
  const claimIsOpen = sql`c.status <> all (${[...endStatuses]}::text[])`
  const bars: readonly (readonly [MembershipBar, Write])[] = [
    ['share-unpaid', debtors],
    [
      'claim-open',
      sql`
        select c.claimant_person_id as person_id from claims c where ${claimIsOpen}
        union all
        select ill.person_id from claims c join participants ill using (participant_id) where ${claimIsOpen}`,
    ],
    [
      'record-of-dishonesty',
      sql`
        select c.claimant_person_id as person_id from claims c where c.refusal_code = 'forged-evidence'
          and c.status in ('refused', 'disputed', 'closed', 'withdrawn')`,
    ],
  ]
  return bars.filter(([bar]) => terms.dishonestyBars || bar !== 'record-of-dishonesty')
}

/**
 * All jurors of a plan who may serve in a dispute that opens today, whatever it is about: a select of (juror_id, person_id,
 * participant_id, secret, weight), set-based for a million jurors. Ties to the case are the caller's to leave out. Source:
 * the plan's term `disputes.jurors`.
 */
export function eligibleJurors(standing: StandingTerms): Write {
  const unbarred = barsOfMembership(standing).map(([, bars]) => sql`not (${bars})`)
  const people = barredPeople(standing).map(([, barred]) => sql`select person_id from (${barred}) people`)
  return sql`
    with barred as materialized (${sql.join(people, sql` union all `)})
    select j.juror_id, j.person_id, j.participant_id, j.secret, j.weight
    from jurors j join participants p on p.participant_id = j.participant_id
    where j.plan_code = ${standing.planCode} and j.status = 'active' and ${memberOn(standing.today)}
      and ${sql.join(unbarred, sql` and `)} and not exists (select 1 from barred b where b.person_id = p.person_id)`
}

/**
 * Why this person may not serve as a juror of the plan today, all reasons; none where they may. The same conditions as
 * `eligibleJurors`, and a test compares the two.
 */
export async function standingOf(
  reader: Reader,
  personId: bigint,
  standing: StandingTerms,
): Promise<readonly JurorBar[]> {
  const participantId = await membershipOf(reader, personId, standing)
  const juror = await jurorOf(reader, personId, standing.planCode)
  const isOfThisMembership = participantId === null || juror?.participantId === participantId
  const barred = await membershipBars(reader, participantId, standing)
  return [...barred, ...jurorBarsOf(juror?.status ?? null, isOfThisMembership)]
}

/** The membership with which somebody is in the plan today; null where there is none. */
export async function membershipOf(
  reader: Reader,
  personId: bigint,
  { planCode, today }: Pick<StandingTerms, 'planCode' | 'today'>,
): Promise<bigint | null> {
  const { rows } = await sql<{ participant_id: bigint }>`
    select p.participant_id from participants p
    where p.person_id = ${personId} and p.plan_code = ${planCode} and ${memberOn(today)}
    order by p.participant_id desc limit 1`.execute(reader)
  return rows[0]?.participant_id ?? null
}

/** What bars this membership (null: there is none) from serving, whether or not the person is a juror. */
export async function membershipBars(
  reader: Reader,
  participantId: bigint | null,
  standing: StandingTerms,
): Promise<readonly JurorBar[]> {
  if (participantId === null) return ['not-in-plan']
  const conditions = barsOfMembership(standing).map(([bar, bars]) => sql`case when ${bars} then ${bar}::text end`)
  const membership = await sql<{ person_id: bigint; bars: JurorBar[] }>`
    select person_id, array_remove(array[${sql.join(conditions)}], null) as bars
    from participants p where p.participant_id = ${participantId}`.execute(reader)
  const { person_id: personId, bars } = membership.rows[0]!
  // One by one: each looks a single person up by index.
  for (const [bar, barred] of barredPeople(standing)) {
    const { rows } = await sql`select 1 from (${barred}) people where person_id = ${personId} limit 1`.execute(reader)
    if (rows.length > 0) bars.push(bar)
  }
  return bars
}

/** Somebody who has left the plan and joined again is no juror until they pass anew, unless they are suspended. */
function jurorBarsOf(status: JurorStatus | null, isOfThisMembership: boolean): readonly JurorBar[] {
  switch (status) {
    case 'suspended':
    case 'left':
      return [status]
    case 'active':
    case 'paused':
      if (!isOfThisMembership) return ['not-a-juror']
      return status === 'paused' ? ['paused'] : []
    case null:
      return ['not-a-juror']
    default:
      return unreachable(status)
  }
}
