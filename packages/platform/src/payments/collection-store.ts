import { firstArrearsAttempt } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import type { FailureReason } from './gateway.ts'

/** A period while its shares are collected. */
export interface Collection {
  readonly periodId: bigint
  readonly planCode: string
  readonly periodCode: string
  readonly planVersion: number
  readonly sharingDay: Temporal.PlainDate
  readonly shareFen: bigint
  readonly attemptNo: number
  readonly closedOn: Temporal.PlainDate | null
}

interface CollectionRow {
  period_id: bigint
  plan_code: string
  period_code: string
  plan_version: number
  sharing_day: Temporal.PlainDate
  share_fen: bigint
  attempt_no: number
  closed_on: Temporal.PlainDate | null
}

function collectionOf(row: CollectionRow): Collection {
  return {
    periodId: row.period_id,
    planCode: row.plan_code,
    periodCode: row.period_code,
    planVersion: row.plan_version,
    sharingDay: row.sharing_day,
    shareFen: row.share_fen,
    attemptNo: row.attempt_no,
    closedOn: row.closed_on,
  }
}

/** Changes no row where the period's collection has begun already. */
export function insertCollection(collection: Collection): Write {
  return sql`
    insert into collections (period_id, plan_code, period_code, plan_version, sharing_day, share_fen)
    values (${collection.periodId}, ${collection.planCode}, ${collection.periodCode}, ${collection.planVersion},
      ${collection.sharingDay}, ${collection.shareFen}) on conflict do nothing`
}

/** Where the payments of a period go; attached, because creating in place locks readers of other periods out. */
export function createPaymentsPartition(periodId: bigint): readonly Write[] {
  const partition = sql.table(`charge_payments_${periodId}`)
  return [
    sql`create table ${partition} (like charge_payments including all)`,
    sql`alter table charge_payments attach partition ${partition} for values in (${sql.lit(Number(periodId))})`,
  ]
}

/** The collection of a period; `lock` holds it until the transaction ends, which every decision over charges does. */
export async function loadCollection(
  reader: Reader,
  periodId: bigint,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<Collection | null> {
  if (lock) await sql`select 1 from collections where period_id = ${periodId} for update`.execute(reader)
  const { rows } = await sql<CollectionRow>`select * from collections where period_id = ${periodId}`.execute(reader)
  return rows[0] ? collectionOf(rows[0]) : null
}

/** The collections of a plan that are not closed, oldest first. */
export async function openCollections(reader: Reader, planCode: string): Promise<readonly Collection[]> {
  const { rows } = await sql<CollectionRow>`
    select * from collections where plan_code = ${planCode} and closed_on is null order by sharing_day`.execute(reader)
  return rows.map(collectionOf)
}

export function updateAttempt(periodId: bigint, attemptNo: number): Write {
  return sql`update collections set attempt_no = ${attemptNo} where period_id = ${periodId}`
}

export function closeCollection(periodId: bigint, day: Temporal.PlainDate): Write {
  return sql`update collections set closed_on = ${day} where period_id = ${periodId} and closed_on is null`
}

export type BatchPhase = 'own' | 'family' | 'arrears'

/** A batch whose outcomes are not all known: what is needed to ask for them, or to send it (again). */
export interface OpenBatch {
  readonly batchKey: string
  readonly periodId: bigint
  readonly attemptNo: number
  readonly phase: BatchPhase
  readonly amountFen: bigint
  readonly participantIds: readonly bigint[]
  readonly accountTokens: readonly string[]
  readonly openParticipantIds: readonly bigint[]
  readonly answers: number
}

interface BatchRow {
  batch_key: string
  period_id: bigint
  attempt_no: number
  phase: BatchPhase
  amount_fen: bigint
  participant_ids: bigint[]
  account_tokens: string[]
  open_participant_ids: bigint[]
  answers: number
}

const batchColumns = sql`
  batch_key, period_id, attempt_no, phase, amount_fen, participant_ids, account_tokens, open_participant_ids, answers`

function batchOf(row: BatchRow): OpenBatch {
  return {
    batchKey: row.batch_key,
    periodId: row.period_id,
    attemptNo: row.attempt_no,
    phase: row.phase,
    amountFen: row.amount_fen,
    participantIds: row.participant_ids,
    accountTokens: row.account_tokens,
    openParticipantIds: row.open_participant_ids,
    answers: row.answers,
  }
}

/** A batch that is still open, or null where it is resolved or was never made. */
export async function loadOpenBatch(reader: Reader, batchKey: string): Promise<OpenBatch | null> {
  const { rows } = await sql<BatchRow>`
    select ${batchColumns} from collection_batches where batch_key = ${batchKey} and resolved_at is null`.execute(
    reader,
  )
  return rows[0] ? batchOf(rows[0]) : null
}

/** Keys of all open batches of a plan, of closed periods too, in the order in which they were made. */
export async function openBatchKeysOfPlan(reader: Reader, planCode: string): Promise<readonly string[]> {
  const { rows } = await sql<{ batch_key: string }>`
    select batch_key from collection_batches b join collections c using (period_id)
    where c.plan_code = ${planCode} and b.resolved_at is null
    order by c.sharing_day, b.attempt_no, b.batch_no`.execute(reader)
  return rows.map((row) => row.batch_key)
}

/** The attempt number that the payer's next own try of this share gets, clear of the plan's attempts. */
export async function nextArrearsAttempt(reader: Reader, periodId: bigint, participantId: bigint): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select max(attempt_no) as last from failed_collections
    where participant_id = ${participantId} and period_id = ${periodId}
      and attempt_no >= ${firstArrearsAttempt}`.execute(reader)
  return (rows[0]?.last ?? firstArrearsAttempt - 1) + 1
}

/** Keys of the open batches of a period, in the order in which they were made. */
export async function openBatchKeys(reader: Reader, periodId: bigint): Promise<readonly string[]> {
  const { rows } = await sql<{ batch_key: string }>`
    select batch_key from collection_batches where period_id = ${periodId} and resolved_at is null
    order by attempt_no, batch_no`.execute(reader)
  return rows.map((row) => row.batch_key)
}

/** Where the making of an attempt's batches stands: the last one made, or null before the first. */
export async function lastBatch(
  reader: Reader,
  periodId: bigint,
  attemptNo: number,
): Promise<{ readonly batchNo: number; readonly phase: BatchPhase; readonly lastParticipantId: bigint } | null> {
  const { rows } = await sql<{ batch_no: number; phase: BatchPhase; last_participant_id: bigint }>`
    select batch_no, phase, last_participant_id from collection_batches
    where period_id = ${periodId} and attempt_no = ${attemptNo} order by batch_no desc limit 1`.execute(reader)
  const row = rows[0]
  return row ? { batchNo: row.batch_no, phase: row.phase, lastParticipantId: row.last_participant_id } : null
}

export interface NewBatch {
  readonly batchKey: string
  readonly periodId: bigint
  readonly attemptNo: number
  readonly batchNo: number
  readonly phase: BatchPhase
  readonly amountFen: bigint
  readonly participantIds: readonly bigint[]
  readonly accountTokens: readonly string[]
  readonly lastParticipantId: bigint
  readonly now: Temporal.Instant
}

/** A batch without debits (nobody in its stretch has an agreement) is resolved at once; it marks how far the attempt is. */
export function insertBatch(batch: NewBatch): Write {
  const empty = batch.participantIds.length === 0
  return sql`
    insert into collection_batches (batch_key, period_id, attempt_no, batch_no, phase, amount_fen, participant_ids,
      account_tokens, last_participant_id, open_participant_ids, made_at, resolved_at)
    values (${batch.batchKey}, ${batch.periodId}, ${batch.attemptNo}, ${batch.batchNo}, ${batch.phase},
      ${batch.amountFen}, ${[...batch.participantIds]}::bigint[], ${empty ? null : [...batch.accountTokens]}::text[],
      ${batch.lastParticipantId}, ${[...batch.participantIds]}::bigint[], ${batch.now}, ${empty ? batch.now : null})`
}

/** Notes an applied answer; with the last outcome the batch is resolved and forgets the account tokens. */
export function updateBatch(
  batch: OpenBatch,
  outcome: { readonly stillOpen: readonly bigint[]; readonly collected: number; readonly failed: number },
  now: Temporal.Instant,
): Write {
  const resolved = outcome.stillOpen.length === 0
  return sql`
    update collection_batches set open_participant_ids = ${[...outcome.stillOpen]}::bigint[], answers = answers + 1,
      collected_count = collected_count + ${outcome.collected}, failed_count = failed_count + ${outcome.failed},
      account_tokens = case when ${resolved} then null else account_tokens end,
      resolved_at = ${resolved ? now : null}
    where batch_key = ${batch.batchKey} and answers = ${batch.answers} and resolved_at is null`
}

export interface Failures {
  readonly participantIds: readonly bigint[]
  readonly reasons: readonly (FailureReason | 'no-agreement')[]
}

export function insertFailures(periodId: bigint, attemptNo: number, failures: Failures): Write {
  return sql`
    insert into failed_collections (participant_id, period_id, attempt_no, reason)
    select participant_id, ${periodId}::bigint, ${attemptNo}::integer, reason
    from unnest(${[...failures.participantIds]}::bigint[], ${[...failures.reasons]}::text[])
      as failed (participant_id, reason)`
}

export interface Collected {
  readonly participantIds: readonly bigint[]
  readonly settledOn: readonly Temporal.PlainDate[]
}

/** Shares that debits brought in; each knows whether it comes after its write-off. */
export function insertDebitPayments(periodId: bigint, attemptNo: number, collected: Collected): Write {
  return sql`
    insert into charge_payments (participant_id, period_id, method, attempt_no, settled_on, after_write_off)
    select participant_id, ${periodId}::bigint, 'debit', ${attemptNo}::integer, settled_on,
      participant_id in (select participant_id from charge_write_offs
        where period_id = ${periodId}::bigint and participant_id = any(${[...collected.participantIds]}::bigint[]))
    from unnest(${[...collected.participantIds]}::bigint[], ${[...collected.settledOn]}::date[])
      as paid (participant_id, settled_on)`
}

/** How many of these shares have been written off. */
export async function countWrittenOff(
  reader: Reader,
  periodId: bigint,
  participantIds: readonly bigint[],
): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from charge_write_offs
    where period_id = ${periodId} and participant_id = any(${[...participantIds]}::bigint[])`.execute(reader)
  return rows[0]!.count
}
