import type { RateFacts } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../../commit/platform.ts'
import type { Mark } from './marks.ts'

/** Marks that link one case with few others. Hospital and doctor are everybody's; they count as rates. */
export const linkingKinds = ['account', 'phone', 'payer', 'document-number'] as const

/** A claim of another participant that has a mark in common with one of the given claims. */
export interface LinkedClaim {
  readonly claimId: string
  readonly kind: (typeof linkingKinds)[number]
  /** Equal for equal marks, and says nothing else. */
  readonly mark: string
  readonly otherClaimId: string
  readonly otherCase: string
  readonly samePayer: boolean
  /** Filed before this one, or on its day. */
  readonly otherFirst: boolean
}

/** Links of one claim; without it a shared account of an office that files for many would fill a page. */
const maxLinks = 200

/** What these claims have in common with claims of other participants, the newest claims first. */
export async function linkedClaims(reader: Reader, claimIds: readonly string[]): Promise<readonly LinkedClaim[]> {
  const { rows } = await sql<{
    claim_id: string
    kind: LinkedClaim['kind']
    mark: string
    other_claim_id: string
    other_case: string
    same_payer: boolean
    other_first: boolean
  }>`
    select own.claim_id, own.kind, encode(own.mark, 'hex') as mark, c.claim_id as other_claim_id,
      c.case_reference as other_case, c.filed_on <= self.filed_on as other_first,
      exists (select from claim_marks a join claim_marks b using (kind, mark)
        where a.kind = 'payer' and a.claim_id = own.claim_id and b.claim_id = c.claim_id) as same_payer
    from claim_marks own
      join claims self on self.claim_id = own.claim_id
      join claim_marks m on m.kind = own.kind and m.mark = own.mark and m.claim_id <> own.claim_id
      join claims c on c.claim_id = m.claim_id and c.participant_id <> self.participant_id
    where own.claim_id = any(${[...claimIds]}::uuid[]) and own.kind = any(${[...linkingKinds]}::text[])
    order by c.filed_on desc, c.case_reference, own.kind limit ${maxLinks}`.execute(reader)
  return rows.map((row) => ({
    claimId: row.claim_id,
    kind: row.kind,
    mark: row.mark,
    otherClaimId: row.other_claim_id,
    otherCase: row.other_case,
    samePayer: row.same_payer,
    otherFirst: row.other_first,
  }))
}

export interface CaseOfClaim {
  readonly claimId: string
  readonly caseReference: string
  readonly participantId: bigint
  readonly status: string
  readonly illness: string
  readonly filedOn: Temporal.PlainDate
}

/** The cases of these claims. */
export async function casesOfClaims(reader: Reader, claimIds: readonly string[]): Promise<readonly CaseOfClaim[]> {
  const { rows } = await sql<{
    claim_id: string
    case_reference: string
    participant_id: bigint
    status: string
    illness_code: string
    filed_on: Temporal.PlainDate
  }>`
    select claim_id, case_reference, participant_id, status, illness_code, filed_on from claims
    where claim_id = any(${[...claimIds]}::uuid[]) order by case_reference`.execute(reader)
  return rows.map((row) => ({
    claimId: row.claim_id,
    caseReference: row.case_reference,
    participantId: row.participant_id,
    status: row.status,
    illness: row.illness_code,
    filedOn: row.filed_on,
  }))
}

/** Days in which cases of a hospital or doctor are counted, and days before them that say what was to be expected. */
export const rateDays = 180
const earlierDays = 365
/** Days between the two that count for neither: a series that began in them would be taken for what is usual. */
const daysBetween = 60

/** How many cases of a plan have this mark, up to a day, beside all of the plan's. */
export async function rateOf(
  reader: Reader,
  planCode: string,
  { kind, mark }: Mark,
  day: Temporal.PlainDate,
): Promise<RateFacts> {
  const from = day.subtract({ days: rateDays })
  const until = from.subtract({ days: daysBetween })
  const { rows } = await sql<
    Record<'observed' | 'plan_cases' | 'earlier' | 'plan_earlier' | 'known' | 'squares', bigint>
  >`
    with counted as (
      select mark, claim_id, filed_on > ${from}::date as is_new from claim_marks
      where plan_code = ${planCode} and kind = ${kind} and filed_on <= ${day}::date
        and (filed_on > ${from}::date
          or filed_on <= ${until}::date and filed_on > ${until.subtract({ days: earlierDays })}::date)),
    by_mark as (select mark, count(*) as cases from counted group by mark)
    select count(*) filter (where mark = ${Buffer.from(mark)} and is_new) as observed,
      count(distinct claim_id) filter (where is_new) as plan_cases,
      count(*) filter (where mark = ${Buffer.from(mark)} and not is_new) as earlier,
      count(distinct claim_id) filter (where not is_new) as plan_earlier,
      (select count(*) from by_mark) as known,
      (select coalesce(sum(cases * cases), 0)::bigint from by_mark) as squares
    from counted`.execute(reader)
  const row = rows[0]!
  return {
    days: rateDays,
    observed: Number(row.observed),
    planCases: Number(row.plan_cases),
    earlier: Number(row.earlier),
    planEarlier: Number(row.plan_earlier),
    known: Number(row.known),
    squares: Number(row.squares),
  }
}
