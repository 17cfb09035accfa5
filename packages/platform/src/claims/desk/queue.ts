import { type ClaimStatus, dayOf } from '@tongzhou/core'
import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../commit/platform.ts'

/** What a queue can be ordered by; each ends with the longest wait first. */
export const queueOrders = ['deadline', 'waiting', 'payout', 'risk'] as const

/** Whose cases: those that nobody has, one's own, all. */
export const queueHolders = ['free', 'mine', 'all'] as const

export interface QueueQuery {
  readonly status: ClaimStatus
  readonly plan?: string | undefined
  readonly illness?: string | undefined
  readonly region?: string | undefined
  readonly holder: (typeof queueHolders)[number]
  readonly order: (typeof queueOrders)[number]
  /** The beginning of a case reference, or the number of a participant. */
  readonly search?: string | undefined
  readonly limit: number
  readonly offset: number
}

/** A case as it waits. Amounts and days are texts, ready for JSON. */
export interface QueueLine {
  readonly caseReference: string
  readonly plan: string
  readonly status: string
  readonly illness: string
  readonly mild: boolean
  readonly payoutFen: string
  readonly region: string | null
  readonly filedOn: string
  readonly statusSince: string
  /** The day by which something has to be done: an answer of the claimant, or to an objection. */
  readonly dueOn: string | null
  readonly openObjections: number
  /** Sum of the points of its risk signals; null where it was not reckoned yet. It orders and decides nothing. */
  readonly riskScore: number | null
  readonly investigatorPersonId: string | null
  readonly holderPersonId: string | null
  readonly heldUntil: string | null
}

interface QueueRow {
  case_reference: string
  plan_code: string
  status: string
  illness_code: string
  mild: boolean
  payout_fen: bigint
  region: string | null
  filed_on: Temporal.PlainDate
  status_since: Temporal.Instant
  due_on: Temporal.PlainDate | null
  open_objections: number
  risk_score: number | null
  investigator_person_id: bigint | null
  holder_person_id: bigint | null
  until: Temporal.Instant | null
  total: bigint
}

const dueOn = sql`case when c.status = 'published' then c.objections_until else c.evidence_due_on end`

const orders: Readonly<Record<QueueQuery['order'], RawBuilder<unknown>>> = {
  deadline: sql`${dueOn} nulls last, c.status_since, c.case_reference`,
  waiting: sql`c.status_since, c.case_reference`,
  payout: sql`c.payout_fen desc, c.status_since, c.case_reference`,
  risk: sql`r.score desc nulls last, c.status_since, c.case_reference`,
}

/**
 * The cases of one status that meet the query, and how many there are in all. What only the page shows is looked up for the page: of the paid
 * cases of some years there are tens of thousands.
 */
export async function searchQueue(
  reader: Reader,
  query: QueueQuery,
  viewer: QueueViewer,
): Promise<{ readonly total: number; readonly cases: readonly QueueLine[] }> {
  const order = orders[query.order]
  const scores = sql`left join claim_risks r on r.claim_id = c.claim_id`
  const condition = sql`c.status = ${query.status} and ${conditions(query, viewer)}`
  // Who lives where is looked up among everybody, so once for the page and the count.
  const isFoundFirst = query.region !== undefined
  const found = sql`with found as materialized (select c.claim_id from claims c where ${condition})`
  const onPage = isFoundFirst ? sql`c.claim_id in (select claim_id from found)` : condition
  const counted = isFoundFirst ? sql`found` : sql`claims c where ${condition}`
  const { rows } = await sql<QueueRow>`
    ${isFoundFirst ? found : sql``}
    select c.case_reference, c.plan_code, c.status, c.illness_code, c.mild, c.payout_fen, p.region::text, c.filed_on,
      c.status_since, ${dueOn} as due_on, c.open_objections, c.investigator_person_id, t.person_id as holder_person_id, t.until,
      r.score as risk_score, (select count(*) from ${counted}) as total
    from (
      select c.* from claims c ${query.order === 'risk' ? scores : sql``}
      where ${onPage} order by ${order} limit ${query.limit} offset ${query.offset}) c
      join participants p on p.participant_id = c.participant_id
      left join taken_cases t on t.claim_id = c.claim_id and t.until > ${viewer.now}
      ${scores}
    order by ${order}`.execute(reader)
  return { total: Number(rows[0]?.total ?? 0), cases: rows.map(queueLine) }
}

interface QueueViewer {
  readonly now: Temporal.Instant
  readonly personId: bigint
}

function conditions({ holder, illness, plan, region, search }: QueueQuery, { now, personId }: QueueViewer) {
  const all: RawBuilder<unknown>[] = [sql`true`]
  const taken = sql`select from taken_cases t where t.claim_id = c.claim_id and t.until > ${now}`
  if (plan !== undefined) all.push(sql`c.plan_code = ${plan}`)
  if (illness !== undefined) all.push(sql`c.illness_code = ${illness}`)
  if (region !== undefined) {
    all.push(sql`c.participant_id in (select participant_id from participants where region = ${region})`)
  }
  if (holder === 'mine') all.push(sql`exists (${taken} and t.person_id = ${personId})`)
  if (holder === 'free') all.push(sql`not exists (${taken})`)
  if (search !== undefined) {
    const participant = /^[0-9]{1,18}$/.test(search) ? BigInt(search) : null
    all.push(sql`(starts_with(c.case_reference, ${search.toUpperCase()}) or c.participant_id = ${participant})`)
  }
  return sql.join(all, sql` and `)
}

function queueLine(row: QueueRow): QueueLine {
  return {
    caseReference: row.case_reference,
    plan: row.plan_code,
    status: row.status,
    illness: row.illness_code,
    mild: row.mild,
    payoutFen: row.payout_fen.toString(),
    region: row.region,
    filedOn: row.filed_on.toString(),
    statusSince: row.status_since.toString(),
    dueOn: row.due_on?.toString() ?? null,
    openObjections: row.open_objections,
    riskScore: row.risk_score,
    investigatorPersonId: row.investigator_person_id?.toString() ?? null,
    holderPersonId: row.holder_person_id?.toString() ?? null,
    heldUntil: row.until?.toString() ?? null,
  }
}

/** How much work there is in each status, and since when the oldest waits. */
export async function countQueues(
  reader: Reader,
  { now, personId }: { readonly now: Temporal.Instant; readonly personId: bigint },
) {
  const { rows } = await sql<{
    status: string
    cases: bigint
    mine: bigint
    overdue: bigint
    objections: bigint
    oldest: Temporal.Instant
  }>`
    select c.status, count(*) as cases, count(*) filter (where t.person_id = ${personId}) as mine,
      count(*) filter (where ${dueOn} < ${dayOf(now, 'Asia/Shanghai')}) as overdue,
      coalesce(sum(c.open_objections), 0) as objections, min(c.status_since) as oldest
    from claims c left join taken_cases t on t.claim_id = c.claim_id and t.until > ${now}
    where c.status not in ('paid', 'closed', 'withdrawn')
    group by c.status`.execute(reader)
  return rows.map(({ cases, mine, objections, oldest, overdue, status }) => ({
    status,
    cases: Number(cases),
    mine: Number(mine),
    overdue: Number(overdue),
    openObjections: Number(objections),
    oldest: oldest.toString(),
  }))
}

/** The field checks that an investigator has to do, longest waiting first. */
export async function fieldChecksOf(reader: Reader, personId: bigint): Promise<readonly QueueLine[]> {
  const { rows } = await sql<QueueRow>`
    select c.case_reference, c.plan_code, c.status, c.illness_code, c.mild, c.payout_fen, p.region::text, c.filed_on,
      c.status_since, null as due_on, c.open_objections, c.investigator_person_id, null as holder_person_id,
      null as until, r.score as risk_score, 0 as total
    from claims c
      join participants p on p.participant_id = c.participant_id
      left join claim_risks r on r.claim_id = c.claim_id
    where c.status = 'investigation' and c.investigator_person_id = ${personId}
    order by c.status_since, c.case_reference`.execute(reader)
  return rows.map(queueLine)
}
