import type { Recordable } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** What anyone may know of a case: bands and codes, nothing that points at a person. */
export interface PublishedCase {
  readonly caseReference: string
  readonly planCode: string
  readonly period: string
  readonly eventId: string
  /** Full years at first diagnosis, such as `30-39`. */
  readonly ageBand: string
  /** Province code of GB/T 2260, two digits; null for papers of other countries. */
  readonly region: string | null
  readonly illness: string
  readonly mild: boolean
  readonly payoutFen: bigint
  readonly daysSinceJoining: number
  readonly publishedOn: Temporal.PlainDate
}

/** What the log commits to: the public row without the event that carries the commitment. */
export function publishedContent({ eventId: _, ...shown }: PublishedCase): Recordable {
  return { ...shown }
}

export function insertPublishedCase(one: PublishedCase): Write {
  return sql`
    insert into published_cases (case_reference, plan_code, period_code, event_id, age_band, region, illness_code, mild,
      payout_fen, days_since_joining, published_on)
    values (${one.caseReference}, ${one.planCode}, ${one.period}, ${one.eventId}, ${one.ageBand}, ${one.region},
      ${one.illness}, ${one.mild}, ${one.payoutFen}, ${one.daysSinceJoining}, ${one.publishedOn})`
}

interface PublishedRow {
  case_reference: string
  age_band: string
  region: string | null
  illness_code: string
  mild: boolean
  payout_fen: bigint
  days_since_joining: number
  published_on: Temporal.PlainDate
  status: string
}

const publicColumns = sql`p.case_reference, p.age_band, p.region, p.illness_code, p.mild, p.payout_fen, p.days_since_joining,
  p.published_on, c.status`

export interface CasePage {
  readonly limit: number
  /** A case: the page begins behind it, however far down the list that is. */
  readonly after?: string | undefined
}

/** The public cases of a period, the largest sums first, then by reference; none behind a case that is not among them. */
export async function publishedCases(reader: Reader, planCode: string, period: string, { after, limit }: CasePage) {
  const ofPeriod = sql`plan_code = ${planCode} and period_code = ${period}`
  const sum = sql`(select payout_fen from published_cases where ${ofPeriod} and case_reference = ${after ?? null})`
  // The first condition alone bounds what is read of the index.
  const behind =
    after === undefined ? sql`true` : sql`payout_fen <= ${sum} and (payout_fen < ${sum} or case_reference > ${after})`
  // The page before the join: a period may have thousands.
  const { rows } = await sql<PublishedRow>`
    select ${publicColumns}
    from (select * from published_cases where ${ofPeriod} and ${behind}
      order by payout_fen desc, case_reference limit ${limit}) p
      join claims c using (case_reference)
    order by p.payout_fen desc, p.case_reference`.execute(reader)
  return rows.map(shownCase)
}

export interface CaseOfPlanPage extends CasePage {
  readonly offset: number
}

/** All cases of a plan that have been public, as they were published last, newest first; none behind a case that is not among them. */
export async function publishedCasesOfPlan(reader: Reader, planCode: string, { after, limit, offset }: CaseOfPlanPage) {
  const day = sql`(select max(published_on) from published_cases where plan_code = ${planCode} and case_reference = ${after ?? null})`
  // The first condition alone bounds what is read of the index.
  const behind =
    after === undefined
      ? sql`true`
      : sql`p.published_on <= ${day} and (p.published_on < ${day} or p.case_reference > ${after})`
  const { rows } = await sql<PublishedRow & { period_code: string }>`
    select ${publicColumns}, p.period_code from published_cases p join claims c using (case_reference)
    where p.plan_code = ${planCode} and ${behind} and not exists (
      select from published_cases later
      where later.plan_code = p.plan_code and later.case_reference = p.case_reference
        and later.published_on > p.published_on)
    order by p.published_on desc, p.case_reference limit ${limit} offset ${offset}`.execute(reader)
  return rows.map((row) => ({ ...shownCase(row), period: row.period_code }))
}

/** A case as it was published last; null before its publicity. */
export async function publicCase(reader: Reader, caseReference: string) {
  const { rows } = await sql<
    PublishedRow & { plan_code: string; period_code: string; until: Temporal.PlainDate | null }
  >`
    select ${publicColumns}, p.plan_code, p.period_code,
      case when c.status = 'published' then c.objections_until end as until
    from published_cases p join claims c using (case_reference)
    where p.case_reference = ${caseReference} order by p.published_on desc limit 1`.execute(reader)
  const row = rows[0]
  if (!row) return null
  const { plan_code: plan, period_code: period, until } = row
  return { ...shownCase(row), plan, period, objectionsUntil: until?.toString() ?? null }
}

function shownCase(row: PublishedRow) {
  return {
    caseReference: row.case_reference,
    ageBand: row.age_band,
    region: row.region,
    illness: row.illness_code,
    mild: row.mild,
    payoutFen: row.payout_fen.toString(),
    daysSinceJoining: row.days_since_joining,
    publishedOn: row.published_on.toString(),
    status: row.status,
  }
}
