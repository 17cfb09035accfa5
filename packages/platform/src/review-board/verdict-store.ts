import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import type { GivenShare } from './ballot-store.ts'

/** Reference of the last dispute of a claim that was decided; null where there was none. */
export async function lastVerdictOf(reader: Reader, claimId: string): Promise<string | null> {
  const { rows } = await sql<{ reference: string }>`
    select reference from disputes where claim_id = ${claimId} and status = 'decided'
    order by ended_at desc limit 1`.execute(reader)
  return rows[0]?.reference ?? null
}

/** A decided dispute as anyone may see it: no identity, no day of a person's life. */
export interface PublicVerdict {
  readonly dispute: string
  readonly plan: string
  readonly rulesVersion: number
  readonly illness: string
  readonly mild: boolean
  readonly clause: string
  readonly mode: 'panel' | 'open'
  readonly summary: string
  readonly outcome: 'upheld' | 'rejected' | 'no-quorum'
  readonly pay: number
  readonly doNotPay: number
  readonly invalid: number
  readonly control: boolean
  readonly decidedOn: string
}

export interface VerdictSearch {
  readonly plan?: string | undefined
  readonly illness?: string | undefined
  readonly clause?: string | undefined
  readonly dispute?: string | undefined
  readonly limit: number
  readonly offset: number
}

interface VerdictRow {
  reference: string
  plan_code: string
  rules_version: number
  illness_code: string
  mild: boolean
  clause: string
  mode: 'panel' | 'open'
  summary: string
  outcome: PublicVerdict['outcome']
  pay: number
  do_not_pay: number
  invalid: number
  opener: string
  ended_at: Temporal.Instant
}

/** Decided disputes, newest first. */
export async function searchVerdicts(reader: Reader, search: VerdictSearch): Promise<readonly PublicVerdict[]> {
  const { clause, dispute, illness, limit, offset, plan } = search
  const conditions = [
    sql`status = 'decided'`,
    plan !== undefined && sql`plan_code = ${plan}`,
    illness !== undefined && sql`illness_code = ${illness}`,
    clause !== undefined && sql`clause = ${clause}`,
    dispute !== undefined && sql`reference = ${dispute}`,
  ].filter((one) => one !== false)
  const { rows } = await sql<VerdictRow>`
    select reference, plan_code, rules_version, illness_code, mild, clause, mode, summary, outcome, pay, do_not_pay, invalid,
      opener, ended_at
    from disputes where ${sql.join(conditions, sql` and `)}
    order by ended_at desc, reference limit ${limit} offset ${offset}`.execute(reader)
  return rows.map((row) => ({
    dispute: row.reference,
    plan: row.plan_code,
    rulesVersion: row.rules_version,
    illness: row.illness_code,
    mild: row.mild,
    clause: row.clause,
    mode: row.mode,
    summary: row.summary,
    outcome: row.outcome,
    pay: row.pay,
    doNotPay: row.do_not_pay,
    invalid: row.invalid,
    control: row.opener === 'control',
    // The day, not the hour: an hour could be matched with somebody's message about it.
    decidedOn: row.ended_at.toString().slice(0, 10),
  }))
}

/** Decided disputes like a claim's: the same illness first, then the same clause, newest first. */
export async function similarVerdicts(
  reader: Reader,
  claim: { readonly illness: string; readonly clause: string | null },
  limit: number,
): Promise<readonly PublicVerdict[]> {
  const paging = { limit, offset: 0 }
  const sameIllness = await searchVerdicts(reader, { illness: claim.illness, ...paging })
  const sameClause = claim.clause === null ? [] : await searchVerdicts(reader, { clause: claim.clause, ...paging })
  const known = new Set(sameIllness.map(({ dispute }) => dispute))
  return [...sameIllness, ...sameClause.filter(({ dispute }) => !known.has(dispute))].slice(0, limit)
}

/** An entry of the log as it stands there. */
export interface PublicEntry {
  readonly index: number
  readonly kind: string
  readonly entry: string
}

/** The leaves about a dispute, without its ballots, in order. */
export async function publicEntries(reader: Reader, dispute: string): Promise<readonly PublicEntry[]> {
  const { rows } = await sql<{ leaf_index: bigint; kind: string; entry: string }>`
    select l.leaf_index, e.kind, e.entry from journal_events e join log_leaves l using (event_no)
    where e.subject = ${`dispute/${dispute}`} and e.kind not in ('ballot-cast', 'ballots-opened')
    order by e.event_no`.execute(reader)
  return rows.map(({ entry, kind, leaf_index }) => ({ index: Number(leaf_index), kind, entry }))
}

/** An opened ballot as everybody may see it. */
export interface PublicBallot {
  readonly juror: string
  readonly choice: 'pay' | 'do-not-pay' | 'invalid'
  readonly clause: string
  readonly reason: string
  readonly key: string
  readonly ballot: string
  readonly shares?: GivenShare[]
  readonly sealed?: string
}

/** The opened ballots of a decided dispute by pseudonym, `limit` of them after the juror `after`. */
export async function openedBallots(
  reader: Reader,
  dispute: string,
  { after, limit, sealed = false }: { readonly after: string; readonly limit: number; readonly sealed?: boolean },
): Promise<readonly PublicBallot[]> {
  const { rows } = await sql<{
    pseudonym: string
    choice: PublicBallot['choice']
    clause: string
    reason: string
    vote_key: Buffer | null
    shares: GivenShare[] | null
    hash: Buffer
    sealed: string
  }>`
    select o.pseudonym, o.choice, o.clause, o.reason, o.vote_key, o.shares, b.hash, b.sealed
    from disputes d join opened_ballots o using (dispute_id)
      join lateral (
        select hash, case when ${sealed} then b.sealed else '' end as sealed from ballots b
        where b.dispute_id = o.dispute_id and b.pseudonym = o.pseudonym
        order by ballot_no desc limit 1) b on true
    where d.reference = ${dispute} and d.status = 'decided' and o.pseudonym > ${after}
    order by o.pseudonym limit ${limit}`.execute(reader)
  return rows.map(({ choice, clause, hash, pseudonym, reason, sealed: whole, shares, vote_key }) => ({
    juror: pseudonym,
    choice,
    clause,
    reason,
    key: vote_key?.toString('base64') ?? '',
    ballot: hash.toString('base64'),
    ...(shares && { shares }),
    ...(sealed && { sealed: whole }),
  }))
}
