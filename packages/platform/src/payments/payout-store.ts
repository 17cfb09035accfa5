import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** References of settled cases without a payout yet, those that have waited longest first. */
export async function casesToPay(reader: Reader, planCode: string): Promise<readonly string[]> {
  const { rows } = await sql<{ case_reference: string }>`
    select c.case_reference from claims c
    where c.plan_code = ${planCode} and c.status = 'settled'
      and not exists (select 1 from payouts p where p.case_reference = c.case_reference)
    order by c.status_since, c.case_reference`.execute(reader)
  return rows.map((row) => row.case_reference)
}

/** Payouts of one plan are prepared one after another: each sees the money that the one before has promised. */
export async function takeTurnsPayingOut(reader: Reader, planCode: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`payouts:${planCode}`}, 0))`.execute(reader)
}

export interface SettledCase {
  readonly caseReference: string
  readonly planCode: string
  readonly planVersion: number
  readonly participantId: bigint
  readonly payoutFen: bigint
}

/** A case that is settled, locked until the transaction ends; null where it is in another status or was prepared. */
export async function lockSettledCase(reader: Reader, caseReference: string): Promise<SettledCase | null> {
  const { rows } = await sql<{
    plan_code: string
    plan_version: number
    participant_id: bigint
    payout_fen: bigint
  }>`
    select plan_code, plan_version, participant_id, payout_fen from claims c
    where case_reference = ${caseReference} and status = 'settled'
      and not exists (select 1 from payouts p where p.case_reference = c.case_reference)
    for update of c`.execute(reader)
  const row = rows[0]
  if (!row) return null
  const { plan_code: planCode, plan_version: planVersion, participant_id: participantId, payout_fen: payoutFen } = row
  return { caseReference, planCode, planVersion, participantId, payoutFen }
}

/** Fen that prepared payouts of a plan will still take from the gateway, whatever their parts' state. */
export async function promisedFen(reader: Reader, planCode: string): Promise<bigint> {
  const { rows } = await sql<{ promised: bigint }>`
    select coalesce(sum(t.amount_fen), 0)::bigint as promised
    from payouts p join payout_transfers t using (case_reference)
    where p.plan_code = ${planCode} and p.state = 'sending' and t.state <> 'paid'`.execute(reader)
  return rows[0]!.promised
}

/** The case of a payout with its sum and the plan version that it was judged by, locked. Throws where there is none. */
export async function lockPayout(reader: Reader, caseReference: string): Promise<SettledCase> {
  const { rows } = await sql<{
    plan_code: string
    plan_version: number
    participant_id: bigint
    payout_fen: bigint
  }>`
    select p.plan_code, c.plan_version, p.participant_id, p.payout_fen
    from payouts p join claims c using (case_reference) where p.case_reference = ${caseReference}
    for update of p`.execute(reader)
  const row = rows[0]
  if (!row) throw new Error(`no payout of case ${caseReference}`)
  const { plan_code: planCode, plan_version: planVersion, participant_id: participantId, payout_fen: payoutFen } = row
  return { caseReference, planCode, planVersion, participantId, payoutFen }
}

export interface NewPayout extends SettledCase {
  readonly keptBackFen: bigint
  readonly parts: readonly bigint[]
  readonly now: Temporal.Instant
}

export function insertPayout(payout: NewPayout): readonly Write[] {
  return [
    sql`
      insert into payouts (case_reference, plan_code, participant_id, payout_fen, kept_back_fen, state, prepared_at)
      values (${payout.caseReference}, ${payout.planCode}, ${payout.participantId}, ${payout.payoutFen},
        ${payout.keptBackFen}, 'sending', ${payout.now})`,
    sql`
      insert into payout_transfers (case_reference, part_no, amount_fen, attempts, state)
      select ${payout.caseReference}, part_no, amount_fen, 1, 'open'
      from unnest(${[...payout.parts]}::bigint[]) with ordinality as part (amount_fen, part_no)`,
  ]
}

/** Shares kept back from the participant's own payout. */
export function insertKeptBack(
  participantId: bigint,
  periodIds: readonly bigint[],
  settledOn: Temporal.PlainDate,
): Write {
  return sql`
    insert into charge_payments (participant_id, period_id, method, settled_on, after_write_off)
    select ${participantId}::bigint, period_id, 'payout', ${settledOn}::date,
      exists (select 1 from charge_write_offs w
        where w.participant_id = ${participantId}::bigint and w.period_id = kept.period_id)
    from unnest(${[...periodIds]}::bigint[]) as kept (period_id)`
}

export type TransferState = 'open' | 'paid' | 'failed'

export interface PayoutPart {
  readonly caseReference: string
  readonly planCode: string
  readonly participantId: bigint
  readonly partNo: number
  readonly amountFen: bigint
  readonly attempts: number
  readonly state: TransferState
  readonly reason: string | null
}

interface PartRow {
  case_reference: string
  plan_code: string
  participant_id: bigint
  part_no: number
  amount_fen: bigint
  attempts: number
  state: TransferState
  reason: string | null
}

function partOf(row: PartRow): PayoutPart {
  return {
    caseReference: row.case_reference,
    planCode: row.plan_code,
    participantId: row.participant_id,
    partNo: row.part_no,
    amountFen: row.amount_fen,
    attempts: row.attempts,
    state: row.state,
    reason: row.reason,
  }
}

const partColumns = sql`
  t.case_reference, p.plan_code, p.participant_id, t.part_no, t.amount_fen, t.attempts, t.state, t.reason`

/** All parts of a payout in their order; locked with their payout where `lock` is set. Empty where there is none. */
export async function partsOf(
  reader: Reader,
  caseReference: string,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<readonly PayoutPart[]> {
  if (lock) await sql`select 1 from payouts where case_reference = ${caseReference} for update`.execute(reader)
  const { rows } = await sql<PartRow>`
    select ${partColumns} from payout_transfers t join payouts p using (case_reference)
    where t.case_reference = ${caseReference} order by t.part_no`.execute(reader)
  return rows.map(partOf)
}

/** Parts of a plan that are in this state, oldest payout first. */
export async function partsInState(
  reader: Reader,
  planCode: string,
  state: 'open' | 'failed',
): Promise<readonly PayoutPart[]> {
  const { rows } = await sql<PartRow>`
    select ${partColumns} from payout_transfers t join payouts p using (case_reference)
    where p.plan_code = ${planCode} and t.state = ${state} order by p.prepared_at, t.case_reference, t.part_no`.execute(
    reader,
  )
  return rows.map(partOf)
}

/** Parts of a plan in these states page by page, oldest payout first; empty after a part that is not there. */
export async function partsByState(
  reader: Reader,
  planCode: string,
  states: readonly TransferState[],
  page: { readonly after: Pick<PayoutPart, 'caseReference' | 'partNo'> | null; readonly limit: number },
): Promise<readonly PayoutPart[]> {
  const { after, limit } = page
  const preparedAt = sql`(select prepared_at from payouts where case_reference = ${after?.caseReference ?? null})`
  // The first condition alone bounds what is read of the index.
  const isAfter = after
    ? sql`(p.prepared_at, p.case_reference) >= (${preparedAt}, ${after.caseReference})
        and (p.prepared_at, p.case_reference, t.part_no) > (${preparedAt}, ${after.caseReference}, ${after.partNo}::integer)`
    : sql`true`
  // What has not arrived is little, and is found first: in the order of all payouts it would be looked for among those that have.
  const unpaid = sql`with unpaid as materialized (select * from payout_transfers where state <> 'paid')`
  const isUnpaid = !states.includes('paid')
  const { rows } = await sql<PartRow>`
    ${isUnpaid ? unpaid : sql``}
    select ${partColumns} from ${isUnpaid ? sql`unpaid` : sql`payout_transfers`} t join payouts p using (case_reference)
    where p.plan_code = ${planCode} and t.state = any(${[...states]}::text[]) and ${isAfter}
    order by p.prepared_at, p.case_reference, t.part_no limit ${limit}`.execute(reader)
  return rows.map(partOf)
}

export function markPartPaid({ caseReference, partNo }: PayoutPart, settledOn: Temporal.PlainDate): Write {
  return sql`
    update payout_transfers set state = 'paid', settled_on = ${settledOn}, reason = null
    where case_reference = ${caseReference} and part_no = ${partNo}`
}

export function markPartFailed({ caseReference, partNo }: PayoutPart, reason: string): Write {
  return sql`
    update payout_transfers set state = 'failed', reason = ${reason}
    where case_reference = ${caseReference} and part_no = ${partNo}`
}

/** A further attempt of a failed part, under a key of its own. */
export function markPartRetried({ caseReference, partNo }: PayoutPart): Write {
  return sql`
    update payout_transfers set state = 'open', attempts = attempts + 1
    where case_reference = ${caseReference} and part_no = ${partNo} and state = 'failed'`
}

export function markPayoutPaid(caseReference: string, paidOn: Temporal.PlainDate): Write {
  return sql`update payouts set state = 'paid', paid_on = ${paidOn} where case_reference = ${caseReference}`
}
