import { fullWeight } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import type { JurorStatus } from './juror-store.ts'

/** A suspension as loaded. The texts are sealed with the juror's key: `suspensionContext` names their places. */
export interface StoredSuspension {
  readonly suspensionId: bigint
  readonly jurorId: bigint
  readonly personId: bigint
  readonly planCode: string
  readonly cause: 'record' | 'operator'
  /** What the juror comes back to when an appeal is upheld. */
  readonly statusBefore: JurorStatus
  readonly suspendedBy: bigint | null
  readonly suspendedAt: Temporal.Instant
  readonly sealedReason: Uint8Array | null
  readonly appealedAt: Temporal.Instant | null
  readonly sealedAppeal: Uint8Array | null
  readonly decidedAt: Temporal.Instant | null
  readonly upheld: boolean | null
  readonly sealedDecision: Uint8Array | null
}

/** The place of a sealed text about a suspension; there is one of each kind for each juror and instant. */
export function suspensionContext(
  jurorId: bigint,
  part: 'reason' | 'appeal' | 'decision',
  at: Temporal.Instant,
): string {
  return `juror-suspension:${jurorId}:${part}:${at.epochMilliseconds}`
}

interface SuspensionRow {
  suspension_id: bigint
  juror_id: bigint
  person_id: bigint
  plan_code: string
  cause: 'record' | 'operator'
  status_before: JurorStatus
  suspended_by: bigint | null
  suspended_at: Temporal.Instant
  sealed_reason: Buffer | null
  appealed_at: Temporal.Instant | null
  sealed_appeal: Buffer | null
  decided_at: Temporal.Instant | null
  upheld: boolean | null
  sealed_decision: Buffer | null
}

async function suspensionsWhere(
  reader: Reader,
  condition: Write,
  order: Write,
  limit: number,
): Promise<readonly StoredSuspension[]> {
  const { rows } = await sql<SuspensionRow>`
    select s.suspension_id, s.juror_id, j.person_id, j.plan_code, s.cause, s.status_before, s.suspended_by, s.suspended_at,
      s.sealed_reason, s.appealed_at, s.sealed_appeal, s.decided_at, s.upheld, s.sealed_decision
    from juror_suspensions s join jurors j on j.juror_id = s.juror_id
    where ${condition} order by ${order} limit ${limit}`.execute(reader)
  return rows.map((row) => ({
    suspensionId: row.suspension_id,
    jurorId: row.juror_id,
    personId: row.person_id,
    planCode: row.plan_code,
    cause: row.cause,
    statusBefore: row.status_before,
    suspendedBy: row.suspended_by,
    suspendedAt: row.suspended_at,
    sealedReason: row.sealed_reason,
    appealedAt: row.appealed_at,
    sealedAppeal: row.sealed_appeal,
    decidedAt: row.decided_at,
    upheld: row.upheld,
    sealedDecision: row.sealed_decision,
  }))
}

/** The latest suspension of a juror, in force or not; null where there never was one. */
export async function latestSuspension(reader: Reader, jurorId: bigint): Promise<StoredSuspension | null> {
  const found = await suspensionsWhere(reader, sql`s.juror_id = ${jurorId}`, sql`s.suspension_id desc`, 1)
  return found[0] ?? null
}

export async function loadSuspension(reader: Reader, suspensionId: bigint): Promise<StoredSuspension | null> {
  const found = await suspensionsWhere(reader, sql`s.suspension_id = ${suspensionId}`, sql`s.suspension_id`, 1)
  return found[0] ?? null
}

/** Appeals that wait for a decision, longest first. */
export function openAppeals(reader: Reader, limit: number): Promise<readonly StoredSuspension[]> {
  return suspensionsWhere(
    reader,
    sql`s.appealed_at is not null and s.decided_at is null`,
    sql`s.appealed_at, s.suspension_id`,
    limit,
  )
}

export interface OperatorSuspension {
  readonly jurorId: bigint
  readonly statusBefore: JurorStatus
  readonly suspendedBy: bigint
  readonly sealedReason: Uint8Array
  readonly eventId: string
  readonly now: Temporal.Instant
}

/** Changes nothing where a suspension of this juror is in force. */
export function insertSuspension(one: OperatorSuspension): Write {
  return sql`
    insert into juror_suspensions
      (juror_id, cause, status_before, suspended_by, sealed_reason, suspended_at, event_id)
    values (${one.jurorId}, 'operator', ${one.statusBefore}, ${one.suspendedBy}, ${Buffer.from(one.sealedReason)}, ${one.now},
      ${one.eventId})
    on conflict (juror_id) where upheld is not true do nothing`
}

/** Changes nothing where the juror has appealed before. */
export function insertAppeal(suspensionId: bigint, sealedAppeal: Uint8Array, now: Temporal.Instant): Write {
  return sql`
    update juror_suspensions set sealed_appeal = ${Buffer.from(sealedAppeal)}, appealed_at = ${now}
    where suspension_id = ${suspensionId} and appealed_at is null`
}

export interface AppealDecision {
  readonly suspensionId: bigint
  readonly upheld: boolean
  readonly decidedBy: bigint
  readonly sealedDecision: Uint8Array
  readonly now: Temporal.Instant
}

/** Changes nothing where the appeal was decided before, or there is none. */
export function decideSuspension({ decidedBy, now, sealedDecision, suspensionId, upheld }: AppealDecision): Write {
  return sql`
    update juror_suspensions set upheld = ${upheld}, decided_by = ${decidedBy}, decided_at = ${now},
      sealed_decision = ${Buffer.from(sealedDecision)}
    where suspension_id = ${suspensionId} and appealed_at is not null and decided_at is null`
}

/** After an upheld appeal: back to what the juror was, with nothing of before counted. */
export function reinstateJuror(suspensionId: bigint, now: Temporal.Instant): Write {
  return sql`
    update jurors j set status = s.status_before, status_since = ${now}, counted_after = ${now}, weight = ${fullWeight}
    from juror_suspensions s
    where s.suspension_id = ${suspensionId} and j.juror_id = s.juror_id and j.status = 'suspended'`
}

/** Plans with suspensions by record that no entry tells of yet. */
export async function plansToLog(reader: Reader): Promise<readonly string[]> {
  const { rows } = await sql<{ plan_code: string }>`
    select distinct j.plan_code from juror_suspensions s join jurors j on j.juror_id = s.juror_id
    where s.event_id is null order by j.plan_code`.execute(reader)
  return rows.map((row) => row.plan_code)
}

export interface UnloggedSuspensions {
  readonly suspensionIds: readonly bigint[]
  /** How many jurors fewer they make: who had left was none any more. */
  readonly jurors: number
}

/** A plan's suspensions by record that no entry tells of yet, locked until the transaction ends. */
export async function lockUnlogged(reader: Reader, planCode: string): Promise<UnloggedSuspensions> {
  const { rows } = await sql<{ suspension_id: bigint; status_before: JurorStatus }>`
    select s.suspension_id, s.status_before from juror_suspensions s join jurors j on j.juror_id = s.juror_id
    where s.event_id is null and j.plan_code = ${planCode} order by s.suspension_id for update of s`.execute(reader)
  const suspensionIds = rows.map((row) => row.suspension_id)
  return { suspensionIds, jurors: rows.filter((row) => row.status_before !== 'left').length }
}

export function noteLogged(suspensionIds: readonly bigint[], eventId: string): Write {
  return sql`
    update juror_suspensions set event_id = ${eventId}
    where suspension_id = any (${[...suspensionIds]}::bigint[]) and event_id is null`
}
