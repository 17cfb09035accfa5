import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

export type JurorStatus = 'active' | 'paused' | 'left' | 'suspended'

/** A juror as loaded. The secret is for the juror alone. */
export interface StoredJuror {
  readonly jurorId: bigint
  readonly personId: bigint
  readonly planCode: string
  readonly participantId: bigint
  readonly secret: Uint8Array
  readonly status: JurorStatus
  readonly statusSince: Temporal.Instant
  readonly weight: number
  readonly passedOn: Temporal.PlainDate
}

interface JurorRow {
  juror_id: bigint
  person_id: bigint
  plan_code: string
  participant_id: bigint
  secret: Buffer
  status: JurorStatus
  status_since: Temporal.Instant
  weight: number
  passed_on: Temporal.PlainDate
}

/** The juror that this person is or was in a plan; locked until the transaction ends where `lock` is set. */
export function jurorOf(
  reader: Reader,
  personId: bigint,
  planCode: string,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredJuror | null> {
  return oneJuror(reader, sql`person_id = ${personId} and plan_code = ${planCode}`, lock)
}

export function loadJuror(
  reader: Reader,
  jurorId: bigint,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredJuror | null> {
  return oneJuror(reader, sql`juror_id = ${jurorId}`, lock)
}

/** What an office may know of a juror: the number by which one is suspended, and how they stand. No secret, no record. */
export interface JurorNumber {
  readonly jurorId: string
  readonly plan: string
  readonly status: JurorStatus
}

/** The jurors that a person is or was, by plan. */
export async function jurorNumbersOf(reader: Reader, personId: bigint): Promise<readonly JurorNumber[]> {
  const { rows } = await sql<{ jurorId: string; plan: string; status: JurorStatus }>`
    select juror_id::text as "jurorId", plan_code as plan, status from jurors
    where person_id = ${personId} order by plan_code`.execute(reader)
  return rows
}

async function oneJuror(reader: Reader, condition: Write, lock: boolean): Promise<StoredJuror | null> {
  const { rows } = await sql<JurorRow>`
    select juror_id, person_id, plan_code, participant_id, secret, status, status_since, weight, passed_on
    from jurors where ${condition} ${lock ? sql`for update` : sql``}`.execute(reader)
  const row = rows[0]
  if (!row) return null
  return {
    jurorId: row.juror_id,
    personId: row.person_id,
    planCode: row.plan_code,
    participantId: row.participant_id,
    secret: row.secret,
    status: row.status,
    statusSince: row.status_since,
    weight: row.weight,
    passedOn: row.passed_on,
  }
}

export interface AdmittedJuror {
  readonly personId: bigint
  readonly planCode: string
  readonly participantId: bigint
  /** Used where the person was never a juror of this plan; whoever comes back keeps the one they had. */
  readonly secret: Uint8Array
  readonly passedOn: Temporal.PlainDate
  readonly now: Temporal.Instant
}

/**
 * Somebody becomes a juror, or is one again with the record of before. Changes nothing for who is suspended, or serves with
 * this membership already.
 */
export function admitJuror(admitted: AdmittedJuror): Write {
  const { personId, planCode, participantId, secret, passedOn, now } = admitted
  return sql`
    insert into jurors as j (person_id, plan_code, participant_id, secret, status, status_since, passed_on)
    values (${personId}, ${planCode}, ${participantId}, ${Buffer.from(secret)}, 'active', ${now}, ${passedOn})
    on conflict (person_id, plan_code) do update set
      participant_id = excluded.participant_id, passed_on = excluded.passed_on, status = 'active',
      status_since = excluded.status_since
    where j.status = 'left' or (j.status <> 'suspended' and j.participant_id <> excluded.participant_id)`
}

/** Moves a juror from one of `from` to `to`; changes no row where the juror is in none of them. */
export function moveJuror(
  jurorId: bigint,
  from: readonly JurorStatus[],
  to: JurorStatus,
  now: Temporal.Instant,
): Write {
  return sql`
    update jurors set status = ${to}, status_since = ${now}
    where juror_id = ${jurorId} and status = any (${[...from]}::text[])`
}
