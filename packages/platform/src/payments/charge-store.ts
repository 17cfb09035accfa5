import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import type { BatchPhase, Collection } from './collection-store.ts'

/**
 * What is owed, read from the sharing's roll: `charges` has a row per participant and period, the amount stands once in
 * the period, and exempt rows owe nothing. Every reader here leaves paid shares out, so that "unpaid" means one thing.
 */
const owed = sql`charges c`

const notExempt = sql`
  not exists (select 1 from charge_exemptions e where e.period_id = c.period_id and e.participant_id = c.participant_id)`

const notPaid = sql`
  not exists (select 1 from charge_payments p where p.period_id = c.period_id and p.participant_id = c.participant_id)`

const notWrittenOff = sql`
  not exists (select 1 from charge_write_offs w where w.period_id = c.period_id and w.participant_id = c.participant_id)`

/** Participants of a period with a debit whose outcome nobody knows: neither paid nor unpaid. */
function openDebits(periodId: bigint): Write {
  return sql`
    select unnest(b.open_participant_ids) as participant_id from collection_batches b
    where b.period_id = ${periodId} and b.resolved_at is null`
}

/** A share to ask for. */
export interface Charge {
  readonly participantId: bigint
  readonly payerPersonId: bigint
}

export interface ChargesWanted {
  readonly periodId: bigint
  readonly attemptNo: number
  readonly phase: Extract<BatchPhase, 'own' | 'family'>
  /** The participant after whom the stretch begins. */
  readonly after: bigint
  readonly limit: number
}

/**
 * The next stretch of an attempt in the order of participant numbers: unpaid, not written off, no debit of another attempt
 * open. Debits of this attempt lie before `after` or in the other phase, so they need no look-up.
 */
export async function chargesToCollect(reader: Reader, wanted: ChargesWanted): Promise<readonly Charge[]> {
  const { periodId, attemptNo, phase, after, limit } = wanted
  const { rows } = await sql<{ participant_id: bigint; payer_person_id: bigint }>`
    select c.participant_id, c.payer_person_id
    from ${owed} join participants m on m.participant_id = c.participant_id
    where c.period_id = ${periodId} and c.participant_id > ${after}
      and ${phase === 'own' ? sql`m.relation = 'self'` : sql`m.relation <> 'self'`}
      and ${notExempt} and ${notPaid} and ${notWrittenOff}
      and not exists (
        select 1 from (
          select unnest(b.open_participant_ids) as participant_id from collection_batches b
          where b.period_id = ${periodId} and b.resolved_at is null and b.attempt_no <> ${attemptNo}) o
        where o.participant_id = c.participant_id)
    order by c.participant_id limit ${limit}`.execute(reader)
  return rows.map((row) => ({ participantId: row.participant_id, payerPersonId: row.payer_person_id }))
}

/** The unpaid shares of a period as a relation (participant_id, payer_person_id): not written off, no debit open. */
export function unpaidCharges(periodId: bigint): Write {
  return sql`
    select c.participant_id, c.payer_person_id from ${owed}
    where c.period_id = ${periodId} and ${notExempt} and ${notPaid} and ${notWrittenOff}
      and not exists (select 1 from (${openDebits(periodId)}) o where o.participant_id = c.participant_id)`
}

export async function countUnpaid(reader: Reader, periodId: bigint): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from (${unpaidCharges(periodId)}) unpaid`.execute(reader)
  return rows[0]!.count
}

/** The members with an unpaid share of a period, as `endMemberships` takes them. */
export function membersWithUnpaid(periodId: bigint, endedOn: Temporal.PlainDate): Write {
  return sql`select participant_id, ${endedOn}::date as ended_on from (${unpaidCharges(periodId)}) unpaid`
}

/** Writes off every share that is unpaid. */
export function insertWriteOffs(periodId: bigint): Write {
  return sql`
    insert into charge_write_offs (participant_id, period_id)
    select participant_id, ${periodId}::bigint from (${unpaidCharges(periodId)}) unpaid`
}

/** An unpaid share of one participant, written off or not. */
export interface Arrears {
  readonly participantId: bigint
  /** Who bore it when it was shared. */
  readonly payerPersonId: bigint
  readonly periodId: bigint
  readonly planCode: string
  readonly planVersion: number
  readonly periodCode: string
  readonly sharingDay: Temporal.PlainDate
  readonly shareFen: bigint
  readonly writtenOff: boolean
}

interface ArrearsRow {
  participant_id: bigint
  payer_person_id: bigint
  period_id: bigint
  plan_code: string
  plan_version: number
  period_code: string
  sharing_day: Temporal.PlainDate
  share_fen: bigint
  written_off: boolean
}

async function arrearsWhere(reader: Reader, condition: Write, order: Write): Promise<readonly Arrears[]> {
  const { rows } = await sql<ArrearsRow>`
    select c.participant_id, c.payer_person_id, c.period_id, k.plan_code, k.plan_version, k.period_code, k.sharing_day,
      k.share_fen, not (${notWrittenOff}) as written_off
    from ${owed} join collections k on k.period_id = c.period_id
    where ${condition} and ${notExempt} and ${notPaid} order by ${order}`.execute(reader)
  return rows.map(arrearsLine)
}

function arrearsLine(row: ArrearsRow): Arrears {
  return {
    participantId: row.participant_id,
    payerPersonId: row.payer_person_id,
    periodId: row.period_id,
    planCode: row.plan_code,
    planVersion: row.plan_version,
    periodCode: row.period_code,
    sharingDay: row.sharing_day,
    shareFen: row.share_fen,
    writtenOff: row.written_off,
  }
}

/** All unpaid shares of a participant, oldest first; those with a debit open too. */
export function arrearsOf(reader: Reader, participantId: bigint): Promise<readonly Arrears[]> {
  return arrearsWhere(reader, sql`c.participant_id = ${participantId}`, sql`k.sharing_day`)
}

/** All unpaid shares that a person bears, their own and their family's. */
export function arrearsOfPayer(reader: Reader, payerPersonId: bigint): Promise<readonly Arrears[]> {
  const borne = sql`c.participant_id in (
    select participant_id from participants where payer_person_id = ${payerPersonId} or person_id = ${payerPersonId})`
  return arrearsWhere(reader, borne, sql`k.sharing_day, c.participant_id`)
}

/** A place in the list of unpaid shares, which is in the order of participant and period. */
export interface ArrearsPlace {
  readonly participantId: bigint
  readonly periodId: bigint
}

export interface ArrearsPage {
  readonly arrears: readonly Arrears[]
  /** Where the next page begins; null at the end. A page may hold fewer than were asked for, or none, and still not be the last. */
  readonly next: ArrearsPlace | null
}

/** Participants whose shares are looked through first; twice as many each time until the page is full. */
const firstStretch = 20_000n
/** Shares looked through for one page: where almost everybody has paid, a page would be looked for among all of them. */
const mostLookedThrough = 150_000n

/**
 * The unpaid shares of a plan's collections that are not closed, after the given place: a stretch of participants at a time, because what is
 * unpaid has no index, and PostgreSQL would compare every share with every payment before it shows the first.
 */
export async function arrearsOfPlan(
  reader: Reader,
  planCode: string,
  after: ArrearsPlace,
  limit: number,
): Promise<ArrearsPage> {
  const { rows: collections } = await sql<OpenCollection>`
    select period_id, plan_code, plan_version, period_code, sharing_day, share_fen from collections
    where plan_code = ${planCode} and closed_on is null order by period_id`.execute(reader)
  const found: Arrears[] = []
  let stretch = firstStretch
  let left = mostLookedThrough / BigInt(Math.max(1, collections.length))
  for (let from = after.participantId; ; left -= stretch, stretch *= 2n) {
    // Numbers that nobody shares with are not gone through.
    const first = await firstWithShare(reader, collections, from)
    if (first === null) return { arrears: found.toSorted(inOrder), next: null }
    if (left <= 0n) return { arrears: found.toSorted(inOrder), next: { participantId: first, periodId: 0n } }
    const until = first + (stretch < left ? stretch : left)
    for (const collection of collections) {
      const isBehind = first > after.participantId || collection.period_id > after.periodId
      found.push(...(await unpaidOf(reader, collection, { from: isBehind ? first : first + 1n, until, limit })))
    }
    if (found.length >= limit) {
      const arrears = found.toSorted(inOrder).slice(0, limit)
      return { arrears, next: arrears.at(-1)! }
    }
    from = until
  }
}

/** The first participant, from one number on, with a share of one of these periods; null where there is none. */
async function firstWithShare(
  reader: Reader,
  collections: readonly OpenCollection[],
  from: bigint,
): Promise<bigint | null> {
  let first: bigint | null = null
  for (const { period_id: periodId } of collections) {
    const { rows } = await sql<{ participant_id: bigint }>`
      select participant_id from charges where period_id = ${periodId} and participant_id >= ${from}
      order by participant_id limit 1`.execute(reader)
    const own = rows[0]?.participant_id
    if (own !== undefined && (first === null || own < first)) first = own
  }
  return first
}

type OfShare = 'participant_id' | 'payer_person_id' | 'written_off'
type OpenCollection = Omit<ArrearsRow, OfShare>

const inOrder = (one: ArrearsPlace, other: ArrearsPlace) =>
  Number(one.participantId - other.participantId || one.periodId - other.periodId)

/** The first unpaid shares of one period, of participants from one number on and before another. */
async function unpaidOf(
  reader: Reader,
  collection: OpenCollection,
  { from, limit, until }: { readonly from: bigint; readonly until: bigint; readonly limit: number },
): Promise<readonly Arrears[]> {
  const { period_id: periodId } = collection
  const within = (name: string) => sql`${sql.ref(`${name}.period_id`)} = ${periodId}
    and ${sql.ref(`${name}.participant_id`)} >= ${from} and ${sql.ref(`${name}.participant_id`)} < ${until}`
  const { rows } = await sql<Pick<ArrearsRow, 'participant_id' | 'payer_person_id'>>`
    select c.participant_id, c.payer_person_id from charges c
    where ${within('c')} and ${notExempt} and not exists (
      select from charge_payments p where ${within('p')} and p.participant_id = c.participant_id)
    order by c.participant_id limit ${limit}`.execute(reader)
  if (rows.length === 0) return []
  const { rows: writtenOff } = await sql<Pick<ArrearsRow, 'participant_id'>>`
    select participant_id from charge_write_offs
    where period_id = ${periodId} and participant_id = any(${rows.map((row) => row.participant_id)}::bigint[])`.execute(
    reader,
  )
  const isWrittenOff = new Set(writtenOff.map((row) => row.participant_id))
  return rows.map((row) => {
    const written_off = isWrittenOff.has(row.participant_id)
    return arrearsLine({ ...collection, ...row, written_off })
  })
}

/** Whether a debit of this participant, of any period, has no known outcome. */
export async function hasOpenDebit(reader: Reader, participantId: bigint): Promise<boolean> {
  const { rows } = await sql`
    select 1 from collection_batches b
    where b.resolved_at is null and ${participantId} = any(b.open_participant_ids) limit 1`.execute(reader)
  return rows.length > 0
}

/** Settled periods of a plan with a share to collect whose collection has not begun. */
export async function settledPeriodsToCollect(reader: Reader, planCode: string): Promise<readonly Collection[]> {
  const { rows } = await sql<{
    period_id: bigint
    period_code: string
    plan_version: number
    sharing_day: Temporal.PlainDate
    share_fen: bigint
  }>`
    select period_id, period_code, plan_version, sharing_day, share_fen from periods s
    where s.plan_code = ${planCode} and s.status = 'settled' and s.share_fen > 0
      and not exists (select 1 from collections k where k.period_id = s.period_id)
    order by s.sharing_day`.execute(reader)
  return rows.map((row) => ({
    periodId: row.period_id,
    planCode,
    periodCode: row.period_code,
    planVersion: row.plan_version,
    sharingDay: row.sharing_day,
    shareFen: row.share_fen,
    attemptNo: 0,
    closedOn: null,
  }))
}
