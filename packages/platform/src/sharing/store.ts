import type { CalendarPeriod, ChargeTotals, EndReason, PeriodSettled, SharedCase, SumNode } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import { inPlanAt } from '../participants/index.ts'

export type PeriodStatus = 'published' | 'rolled' | 'settled'

/** A period as it stands. The figures are null until it is settled. */
export interface StoredPeriod {
  readonly periodId: bigint
  readonly planCode: string
  readonly code: string
  readonly planVersion: number
  readonly publicityDay: Temporal.PlainDate
  readonly sharingDay: Temporal.PlainDate
  readonly objectionsUntil: Temporal.PlainDate
  readonly status: PeriodStatus
  readonly publishedAt: Temporal.Instant
  readonly settledAt: Temporal.Instant | null
  readonly settledEventId: string | null
  readonly rollCount: bigint | null
  readonly figures: PeriodFigures | null
}

/** What a settled period came to. All sums in fen. */
export interface PeriodFigures extends ChargeTotals {
  readonly caseCount: number
  readonly participants: bigint
  readonly payoutsFen: bigint
  readonly feesFen: bigint
  readonly carryInFen: bigint
  readonly shortfallFen: bigint
  readonly yearSoFarFen: bigint
  readonly borneByOperator: boolean
  readonly dueFen: bigint
  readonly shareFen: bigint
  readonly carryOutFen: bigint
  readonly caseCapFen: bigint
  readonly yearCapFen: bigint
  readonly noParticipantsFen: bigint
  readonly runOffFen: bigint
}

interface PeriodRow {
  period_id: bigint
  plan_code: string
  period_code: string
  plan_version: number
  publicity_day: Temporal.PlainDate
  sharing_day: Temporal.PlainDate
  objections_until: Temporal.PlainDate
  status: PeriodStatus
  published_at: Temporal.Instant
  settled_at: Temporal.Instant | null
  settled_event_id: string | null
  roll_count: bigint | null
  case_count: number
  participants: bigint
  payouts_fen: bigint
  fees_fen: bigint
  carry_in_fen: bigint
  shortfall_fen: bigint
  year_so_far_fen: bigint
  borne_by_operator: boolean
  due_fen: bigint
  share_fen: bigint
  carry_out_fen: bigint
  case_cap_fen: bigint
  year_cap_fen: bigint
  no_participants_fen: bigint
  run_off_fen: bigint
  charges_root: string
  charges_size: bigint
  charges_sum_fen: bigint
}

function storedPeriod(row: PeriodRow): StoredPeriod {
  return {
    periodId: row.period_id,
    planCode: row.plan_code,
    code: row.period_code,
    planVersion: row.plan_version,
    publicityDay: row.publicity_day,
    sharingDay: row.sharing_day,
    objectionsUntil: row.objections_until,
    status: row.status,
    publishedAt: row.published_at,
    settledAt: row.settled_at,
    settledEventId: row.settled_event_id,
    rollCount: row.roll_count,
    figures: row.status === 'settled' ? figuresOf(row) : null,
  }
}

function figuresOf(row: PeriodRow): PeriodFigures {
  return {
    caseCount: row.case_count,
    participants: row.participants,
    payoutsFen: row.payouts_fen,
    feesFen: row.fees_fen,
    carryInFen: row.carry_in_fen,
    shortfallFen: row.shortfall_fen,
    yearSoFarFen: row.year_so_far_fen,
    borneByOperator: row.borne_by_operator,
    dueFen: row.due_fen,
    shareFen: row.share_fen,
    carryOutFen: row.carry_out_fen,
    caseCapFen: row.case_cap_fen,
    yearCapFen: row.year_cap_fen,
    noParticipantsFen: row.no_participants_fen,
    runOffFen: row.run_off_fen,
    chargesRoot: row.charges_root,
    chargesSize: row.charges_size,
    chargesSumFen: row.charges_sum_fen,
  }
}

/** A period by its code, locked until the transaction ends where `lock` is set; null where it is not published yet. */
export async function loadPeriod(
  reader: Reader,
  planCode: string,
  code: string,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredPeriod | null> {
  const { rows } = await sql<PeriodRow>`
    select * from periods where plan_code = ${planCode} and period_code = ${code}
    ${lock ? sql`for update` : sql``}`.execute(reader)
  return rows[0] ? storedPeriod(rows[0]) : null
}

/** Until the transaction ends nobody else publishes a period of this plan. */
export async function takeTurnsPublishing(reader: Reader, planCode: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`publish-period:${planCode}`}, 0))`.execute(reader)
}

/** The periods of a plan, newest first. */
export async function listPeriods(
  reader: Reader,
  planCode: string,
  { limit, offset = 0 }: { readonly limit: number; readonly offset?: number },
): Promise<readonly StoredPeriod[]> {
  const { rows } = await sql<PeriodRow>`
    select * from periods where plan_code = ${planCode}
    order by publicity_day desc limit ${limit} offset ${offset}`.execute(reader)
  return rows.map(storedPeriod)
}

/** Published periods of a plan that are not settled, oldest first. */
export async function openPeriods(reader: Reader, planCode: string): Promise<readonly StoredPeriod[]> {
  const { rows } = await sql<PeriodRow>`
    select * from periods where plan_code = ${planCode} and status <> 'settled' order by sharing_day`.execute(reader)
  return rows.map(storedPeriod)
}

export async function periodsOfEvents(reader: Reader, eventIds: readonly string[]): Promise<readonly StoredPeriod[]> {
  const { rows } = await sql<PeriodRow>`
    select * from periods where settled_event_id = any(${[...eventIds]}::uuid[])`.execute(reader)
  return rows.map(storedPeriod)
}

/** The settled periods of all plans, in the order of their sharing days. */
export async function settledPeriods(reader: Reader): Promise<readonly StoredPeriod[]> {
  const { rows } = await sql<PeriodRow>`
    select * from periods where status = 'settled' order by sharing_day, plan_code`.execute(reader)
  return rows.map(storedPeriod)
}

/** The settled periods of a plan that were shared after a day, oldest first. */
export async function settledSince(
  reader: Reader,
  planCode: string,
  since: Temporal.PlainDate,
): Promise<readonly StoredPeriod[]> {
  const { rows } = await sql<PeriodRow>`
    select * from periods where plan_code = ${planCode} and status = 'settled' and sharing_day > ${since}
    order by sharing_day`.execute(reader)
  return rows.map(storedPeriod)
}

/** The next number for a period. Numbers of rolled-back transactions stay unused. */
export async function nextPeriodId(reader: Reader): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    select nextval(pg_get_serial_sequence('periods', 'period_id')) as id`.execute(reader)
  return rows[0]!.id
}

export interface NewPeriod extends Pick<CalendarPeriod, 'code' | 'publicityDay' | 'sharingDay' | 'objectionsUntil'> {
  readonly periodId: bigint
  readonly planCode: string
  readonly planVersion: number
}

/** Participants by id that one transaction of the roll looks at: about a second's work. */
export const participantsPerSlice = 250_000

/** The period, its partition of the charges, and the slices of its roll. Changes no row where it is published already. */
export function insertPeriod(period: NewPeriod, now: Temporal.Instant): Write {
  return sql`
    insert into periods (period_id, plan_code, period_code, plan_version, publicity_day, sharing_day, objections_until,
      status, published_at)
    overriding system value
    values (${period.periodId}, ${period.planCode}, ${period.code}, ${period.planVersion}, ${period.publicityDay},
      ${period.sharingDay}, ${period.objectionsUntil}, 'published', ${now})
    on conflict (plan_code, period_code) do nothing`
}

/** A partition is attached, not created in place: attaching does not lock readers of other periods out. */
export function createPartition(periodId: bigint): readonly Write[] {
  const partition = sql.table(`charges_${periodId}`)
  return [
    sql`create table ${partition} (like charges including all)`,
    sql`alter table charges attach partition ${partition} for values in (${sql.lit(Number(periodId))})`,
  ]
}

/** Gathers what the planner knows of a period's charges, and that nobody needs to look whether each is visible. Not within a transaction. */
export function tidyCharges(periodId: bigint): Write {
  return sql`vacuum (analyze) ${sql.table(`charges_${periodId}`)}`
}

/** Slices over every id given out so far, those of joinings that are not committed yet too. */
export function insertSlices(periodId: bigint): Write {
  return sql`
    with last as (
      select greatest((select coalesce(max(participant_id), 0) from participants),
        (select last_value from participant_ids)) / ${participantsPerSlice}::bigint as slice)
    insert into roll_slices (period_id, slice_no, first_participant_id, last_participant_id)
    select ${periodId}, n + 1, n * ${participantsPerSlice}::bigint, (n + 1) * ${participantsPerSlice}::bigint - 1
    from last, generate_series(0, last.slice) n`
}

export interface RollSlice {
  readonly sliceNo: number
  readonly first: bigint
  readonly last: bigint
  readonly counted: bigint | null
}

export async function rollSlices(reader: Reader, periodId: bigint): Promise<readonly RollSlice[]> {
  const { rows } = await sql<{ slice_no: number; first: bigint; last: bigint; counted: bigint | null }>`
    select slice_no, first_participant_id as first, last_participant_id as last, counted from roll_slices
    where period_id = ${periodId} order by slice_no`.execute(reader)
  return rows.map((row) => ({ sliceNo: row.slice_no, first: row.first, last: row.last, counted: row.counted }))
}

/** Those in the plan at 00:00 of the publicity day, one slice of them. `joinedBefore` leaves the waiting out where they do not share. */
export function insertCharges(
  period: Pick<StoredPeriod, 'periodId' | 'planCode' | 'publicityDay'>,
  slice: RollSlice,
  joinedBefore: Temporal.PlainDate,
): Write {
  return sql`
    insert into charges (period_id, participant_id, payer_person_id)
    select ${period.periodId}::bigint, p.participant_id, p.payer_person_id from participants p
    where p.participant_id between ${slice.first} and ${slice.last} and p.plan_code = ${period.planCode}
      and p.joined_on < ${joinedBefore} and ${inPlanAt(period.publicityDay)}`
}

/** Changes no row where the slice was counted already. */
export function countSlice(periodId: bigint, sliceNo: number, counted: bigint): Write {
  return sql`
    update roll_slices set counted = ${counted}
    where period_id = ${periodId} and slice_no = ${sliceNo} and counted is null`
}

export function finishRoll(periodId: bigint, count: bigint, now: Temporal.Instant): Write {
  return sql`
    update periods set status = 'rolled', roll_count = ${count}, rolled_at = ${now}
    where period_id = ${periodId} and status = 'published'`
}

export interface Exemption {
  readonly participantId: bigint
  readonly reason: EndReason
}

/**
 * Those on the roll who do not share after all: claimants whose payout was settled, in this period (`settledNow`) or an
 * earlier one, and those whose end before the publicity day was recorded only after it had begun. Few: bounded by the cases
 * and by the ends of these days, whatever the size of the plan.
 */
export async function exemptParticipants(
  reader: Reader,
  period: StoredPeriod,
  publicityBegan: Temporal.Instant,
  settledNow: readonly bigint[],
): Promise<readonly Exemption[]> {
  const { rows } = await sql<{ participant_id: bigint; reason: EndReason }>`
    with exempt as (
      select unnest(${[...settledNow]}::bigint[]) as participant_id, 'paid-out' as reason, 1 as rank
      union all
      select participant_id, 'paid-out', 1 from claims where plan_code = ${period.planCode} and status = 'settled'
      union all
      -- who was paid out before the publicity day is not on the roll
      select participant_id, 'paid-out', 1 from claims
      where plan_code = ${period.planCode} and status = 'paid' and status_since >= ${publicityBegan}
      union all
      select participant_id, reason, 2 from membership_changes
      where recorded_at >= ${publicityBegan} and kind = 'ended' and effective_on < ${period.publicityDay})
    select distinct on (c.participant_id) c.participant_id, e.reason
    from exempt e join charges c on c.period_id = ${period.periodId} and c.participant_id = e.participant_id
    order by c.participant_id, e.rank, e.reason`.execute(reader)
  return rows.map((row) => ({ participantId: row.participant_id, reason: row.reason }))
}

export function insertExemptions(periodId: bigint, exempt: readonly Exemption[]): Write {
  return sql`
    insert into charge_exemptions (period_id, participant_id, reason)
    select ${periodId}, * from unnest(${exempt.map((one) => one.participantId)}::bigint[],
      ${exempt.map((one) => one.reason)}::text[])`
}

/** The sum of a plan's shares per head in the calendar year of `sharingDay`, of periods settled before. */
export async function yearSoFar(reader: Reader, planCode: string, sharingDay: Temporal.PlainDate): Promise<bigint> {
  const { rows } = await sql<{ sum: bigint }>`
    select coalesce(sum(share_fen), 0)::bigint as sum from periods
    where plan_code = ${planCode} and status = 'settled' and sharing_day < ${sharingDay}
      and sharing_day >= ${sharingDay.with({ month: 1, day: 1 })}`.execute(reader)
  return rows[0]!.sum
}

/** Changes no row where the period is settled already. */
export function settlePeriod(
  periodId: bigint,
  eventId: string,
  settled: PeriodSettled & ChargeTotals,
  chargesKey: Uint8Array,
  now: Temporal.Instant,
): Write {
  const { operator } = settled
  return sql`
    update periods set status = 'settled', settled_at = ${now}, settled_event_id = ${eventId},
      case_count = ${settled.cases.length}, participants = ${settled.participants}, payouts_fen = ${settled.payoutsFen},
      fees_fen = ${settled.feesFen}, carry_in_fen = ${settled.carryInFen}, shortfall_fen = ${settled.shortfallFen},
      year_so_far_fen = ${settled.yearSoFarFen}, borne_by_operator = ${settled.borneByOperator},
      due_fen = ${settled.dueFen}, share_fen = ${settled.shareFen}, carry_out_fen = ${settled.carryOutFen},
      case_cap_fen = ${operator.caseCapFen}, year_cap_fen = ${operator.yearCapFen},
      no_participants_fen = ${operator.noParticipantsFen}, run_off_fen = ${operator.runOffFen},
      charges_key = ${chargesKey}, charges_root = ${settled.chargesRoot}, charges_size = ${settled.chargesSize},
      charges_sum_fen = ${settled.chargesSumFen}
    where period_id = ${periodId} and status <> 'settled'`
}

export function insertPeriodCases(periodId: bigint, cases: readonly SharedCase[]): Write {
  return sql`
    insert into period_cases (period_id, case_reference, payout_fen, fee_fen, operator_fen)
    select ${periodId}, * from unnest(${cases.map((one) => one.caseReference)}::text[],
      ${cases.map((one) => one.payoutFen)}::bigint[], ${cases.map((one) => one.feeFen)}::bigint[],
      ${cases.map((one) => one.operatorFen)}::bigint[])`
}

/** A part of the sum tree over a period's charges. */
export interface ChargeChunk {
  readonly firstParticipantId: bigint
  readonly node: SumNode
}

export function insertChunks(periodId: bigint, chunks: readonly ChargeChunk[]): Write {
  return sql`
    insert into charge_chunks (period_id, chunk_no, first_participant_id, charges, sum_fen, hash)
    select ${periodId}, position - 1, first_participant_id, charges, sum_fen, hash
    from unnest(${chunks.map((one) => one.firstParticipantId)}::bigint[], ${chunks.map((one) => one.node.count)}::bigint[],
      ${chunks.map((one) => one.node.sumFen)}::bigint[], ${chunks.map((one) => one.node.hash)}::bytea[])
      with ordinality as chunk (first_participant_id, charges, sum_fen, hash, position)`
}

/** The cases of a settled period, by reference. */
export async function periodCases(reader: Reader, periodId: bigint): Promise<readonly SharedCase[]> {
  const { rows } = await sql<{ case_reference: string; payout_fen: bigint; fee_fen: bigint; operator_fen: bigint }>`
    select case_reference, payout_fen, fee_fen, operator_fen from period_cases
    where period_id = ${periodId} order by case_reference`.execute(reader)
  return rows.map((row) => ({
    caseReference: row.case_reference,
    payoutFen: row.payout_fen,
    feeFen: row.fee_fen,
    operatorFen: row.operator_fen,
  }))
}
