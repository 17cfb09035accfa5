import { type Claim, type ClaimEvent, evolveClaim, type PlanVersion, planReference } from '@tongzhou/core'
import { sql } from 'kysely'
import { claimSubject, insertClaim, insertStep } from '../src/claims/store.ts'
import { claimJournalEvent } from '../src/claims/take-step.ts'
import { commit, system } from '../src/commit/commit.ts'
import type { Database, Platform } from '../src/commit/platform.ts'
import { insertSubjectKey } from '../src/identity/index.ts'

export interface MadeMembers {
  readonly first: bigint
  readonly count: number
  /** Between two participant ids; more than 1 spreads few people over many slices of a roll. */
  readonly step?: bigint
  readonly joinedOn: string
  readonly ended?: { readonly on: string; readonly reason: 'left' | 'aged-out' | 'unpaid' | 'died' }
}

/** Participants with their history, set-based, each their own payer; person ids are the participant ids. */
export async function addParticipants(
  database: Database,
  plan: PlanVersion,
  { first, count, step = 1n, joinedOn, ended }: MadeMembers,
): Promise<void> {
  const endedOn = ended?.on ?? null
  const reason = ended?.reason ?? null
  const made = sql`select ${first}::bigint + n * ${step}::bigint as id from generate_series(0, ${count}::integer - 1) n`
  // Recorded when they happened, so that what a test records later is what was recorded late.
  const joinedAt = Temporal.PlainDate.from(joinedOn).toZonedDateTime(plan.timeZone).toInstant()
  const endedAt = endedOn === null ? null : Temporal.PlainDate.from(endedOn).toZonedDateTime(plan.timeZone).toInstant()
  await sql`
    insert into participants (participant_id, person_id, payer_person_id, relation, plan_code, plan_version, joined_on,
      birth_date, region, ended_on, ended_reason, change_count, recorded_at)
    select id, id, id, 'self', ${plan.plan}::text, ${plan.version}::integer, ${joinedOn}::date, '1990-01-01', '11',
      ${endedOn}::date, ${reason}::text, case when ${endedOn}::date is null then 1 else 2 end, ${joinedAt}
    from (${made}) made`.execute(database)
  await sql`
    insert into membership_changes (participant_id, change_no, kind, effective_on, recorded_at)
    select id, 1, 'joined', ${joinedOn}::date, ${joinedAt}::timestamptz from (${made}) made`.execute(database)
  if (ended) {
    await sql`
      insert into membership_changes (participant_id, change_no, kind, effective_on, reason, recorded_at)
      select id, 2, 'ended', ${endedOn}::date, ${reason}::text, ${endedAt}::timestamptz from (${made}) made`.execute(
      database,
    )
  } else {
    await sql`
      insert into active_memberships (person_id, plan_code, participant_id)
      select id, ${plan.plan}::text, id from (${made}) made`.execute(database)
  }
  // Without it the planner knows nothing of freshly made rows.
  await sql`analyze participants`.execute(database)
}

export interface MadeCase {
  readonly caseReference: string
  readonly participantId: bigint
  readonly payoutFen?: bigint
  /** Of the plan; its first where none is given. */
  readonly illness?: string
  /** The day of the first diagnosis and of the claim. */
  readonly on: string
  /** What the claim states otherwise. */
  readonly statement?: Partial<Claim['statement']>
}

/** A claim that has come as far as `approved`, step by step, without the people who take the steps. */
export async function approveCase(platform: Platform, plan: PlanVersion, made: MadeCase): Promise<void> {
  const { caseReference, illness = plan.cover.illnesses[0]!.code, participantId, payoutFen = 30_000_000n } = made
  const day = Temporal.PlainDate.from(made.on)
  const statement = {
    participantId,
    illness,
    mild: false,
    cause: 'illness' as const,
    diagnosedOn: day,
    hospital: '第一人民医院',
    payeeAccount: '6222020000000000',
    payeeName: '张三',
    ...made.statement,
  }
  const filed = { claimantPersonId: participantId, planVersion: plan.version, filedOn: day, payoutFen, statement }
  const events: readonly ClaimEvent[] = [
    { kind: 'claim-filed', ...filed },
    { kind: 'claim-submitted' },
    { kind: 'desk-review-passed', reviewerPersonId: 900_001n, checklist: [], investigate: false, note: '' },
    { kind: 'claim-approved', reviewerPersonId: 900_001n, clause: '1', text: 'fits' },
  ]
  const command = { key: `approve:${caseReference}`, kind: 'test', actor: system, content: { caseReference } }
  const outcome = await commit<null>(platform, command, async (unit) => {
    const claimId = unit.newId()
    const subjectKey = platform.vault.newSubjectKey()
    const claim = events.reduce<Claim | null>((soFar, event) => evolveClaim(soFar, event), null)!
    const steps = events.map((event, index) => ({ stepNo: index + 1, eventId: unit.newId(), event }))
    const by = { claimId, actorPersonId: null, actorRole: 'system' as const, now: unit.now }
    const stored = { claimId, caseReference, planCode: plan.plan, claim, stepCount: steps.length, now: unit.now }
    return {
      answer: null,
      rows: [
        insertSubjectKey(platform, claimSubject(claimId), subjectKey),
        insertClaim(stored),
        ...steps.map((step) => insertStep(platform, subjectKey, { ...by, ...step })),
      ],
      events: steps.map((step) => claimJournalEvent(step.eventId, caseReference, planReference(plan), step.event)),
    }
  })
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
}

/** Settled periods of a plan, two a month up to 2039-12-B, set-based: 100 participants shared one case each time. Nothing of them is on the log. */
export async function addSettledPeriods(
  database: Database,
  { plan, version }: PlanVersion,
  count: number,
): Promise<void> {
  await sql`
    with made as (
      select gen_random_uuid() as event_id, month::date as day, half
      from generate_series('1600-01-01'::date, '2039-12-01'::date, '1 month') month, unnest(array['A', 'B']) half
      order by month desc, half desc limit ${count}::integer),
    events as (
      insert into journal_events (event_id, kind, subject, recorded_at, entry)
      select event_id, 'period-settled', event_id::text, now(), '{}' from made returning event_id)
    insert into periods (plan_code, period_code, plan_version, publicity_day, objections_until, sharing_day, status,
      published_at, rolled_at, roll_count, settled_at, settled_event_id, case_count, participants, payouts_fen, fees_fen,
      carry_in_fen, shortfall_fen, year_so_far_fen, borne_by_operator, due_fen, share_fen, carry_out_fen, case_cap_fen,
      year_cap_fen, no_participants_fen, run_off_fen, charges_key, charges_root, charges_size, charges_sum_fen)
    select ${plan}::text, to_char(day, 'YYYY-MM-') || half, ${version}::integer, begins, begins + 5, begins + 7, 'settled',
      begins, begins, 100, begins + 7, event_id, 1, 100, 300000, 24000, 0, 0, 0, false, 324000, 3240, 0, 0, 0, 0, 0,
      decode(repeat('00', 32), 'hex'), '', 100, 324000
    from made join events using (event_id), lateral (select day + case half when 'A' then 2 else 16 end as begins) days`.execute(
    database,
  )
  await sql`analyze periods`.execute(database)
}

/** Paid cases of one period that have been public, set-based. They have no steps, and nothing of them is on the log. */
export async function addPublishedCases(
  database: Database,
  { cover, plan, version }: PlanVersion,
  period: string,
  count: number,
): Promise<void> {
  // Crockford's 32 characters, five bits each: a reference per number.
  const character = (place: number) =>
    sql`substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((n >> (5 * ${place}::integer)) & 31) + 1, 1)`
  const places = [7, 6, 5, 4, 3, 2, 1, 0].map(character)
  const illnesses = cover.illnesses.map(({ code }) => code)
  const sum = sql`case n % 3 when 0 then 10000000 else 30000000 end`
  await sql`
    with made as (
      select gen_random_uuid() as event_id, n, ${sql.join(places.slice(0, 4), sql` || `)} || '-' || ${sql.join(places.slice(4), sql` || `)} as case_reference,
        (${illnesses}::text[])[n % ${illnesses.length} + 1] as illness_code
      from generate_series(1, ${count}::integer) n),
    events as (
      insert into journal_events (event_id, kind, subject, recorded_at, entry)
      select event_id, 'claim-published', 'claim/' || case_reference, now(), '{}' from made returning event_id),
    cases as (
      insert into claims (claim_id, case_reference, plan_code, plan_version, participant_id, claimant_person_id, status, illness_code,
        mild, payout_fen, filed_on, status_since, period_code, step_count)
      select event_id, case_reference, ${plan}::text, ${version}::integer, n, n, 'paid', illness_code, false, ${sum}, '2039-11-01',
        now(), ${period}::text, 1
      from made returning case_reference)
    insert into published_cases (case_reference, plan_code, period_code, event_id, age_band, region, illness_code, mild, payout_fen,
      days_since_joining, published_on)
    select case_reference, ${plan}::text, ${period}::text, event_id, '30-39', '11', illness_code, false, ${sum}, 100 + n % 1000,
      '2039-12-17'
    from made join events using (event_id) join cases using (case_reference)`.execute(database)
  await sql`analyze claims, published_cases`.execute(database)
}
