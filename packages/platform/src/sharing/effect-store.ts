import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'

/** A case as it was settled: what is public of it, and the day of its filing. */
export interface SettledCase {
  readonly periodId: bigint
  readonly caseReference: string
  readonly planVersion: number
  readonly illness: string
  readonly mild: boolean
  readonly ageBand: { readonly from: number; readonly to: number }
  readonly payoutFen: bigint
  readonly filedOn: Temporal.PlainDate
  readonly daysInPlan: number
}

/** The cases with a payout of the periods that were shared after a day, in no order. */
export async function settledCasesSince(
  reader: Reader,
  planCode: string,
  since: Temporal.PlainDate,
): Promise<readonly SettledCase[]> {
  // Step by step: PostgreSQL takes a case and its period for independent, expects a few hundred, and looks up tens of thousands one by one.
  const { rows } = await sql<{
    period_id: bigint
    case_reference: string
    plan_version: number
    illness_code: string
    mild: boolean
    from_age: number
    to_age: number
    payout_fen: bigint
    filed_on: Temporal.PlainDate
    days_in_plan: number
  }>`
    with shared as materialized (
      select o.period_id, o.case_reference, o.payout_fen, s.plan_code, s.period_code, c.plan_version, c.filed_on
      from periods s join period_cases o using (period_id) join claims c on c.case_reference = o.case_reference
      where s.plan_code = ${planCode} and s.status = 'settled' and s.sharing_day > ${since} and o.payout_fen > 0)
    select o.period_id, o.case_reference, o.plan_version, p.illness_code, p.mild,
      split_part(p.age_band, '-', 1)::integer as from_age, split_part(p.age_band, '-', 2)::integer as to_age,
      o.payout_fen, o.filed_on, p.days_since_joining - (p.published_on - o.filed_on) as days_in_plan
    from shared o join published_cases p on p.plan_code = o.plan_code and p.period_code = o.period_code
      and p.case_reference = o.case_reference`.execute(reader)
  return rows.map((row) => ({
    periodId: row.period_id,
    caseReference: row.case_reference,
    planVersion: row.plan_version,
    illness: row.illness_code,
    mild: row.mild,
    ageBand: { from: row.from_age, to: row.to_age },
    payoutFen: row.payout_fen,
    filedOn: row.filed_on,
    daysInPlan: row.days_in_plan,
  }))
}
