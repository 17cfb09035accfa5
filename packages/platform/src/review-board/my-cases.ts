import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'

/** A dispute as a juror's list shows it. */
export interface MyCase {
  readonly dispute: string
  readonly plan: string
  readonly mode: string
  readonly status: string
  readonly dueAt: string | null
  readonly answer: string | null
  readonly seated: boolean
  readonly voted: boolean
}

/** Cases in which a person is drawn, seated or was, and open votes of the plans whose juror they are; what is due first comes first. */
export async function casesOfJuror(reader: Reader, personId: bigint): Promise<readonly MyCase[]> {
  const { rows } = await sql<{
    reference: string
    plan_code: string
    mode: string
    status: string
    due_at: Temporal.Instant | null
    answer: string | null
    seated: boolean
    voted: boolean
  }>`
    select d.reference, d.plan_code, d.mode, d.status, d.due_at, s.answer, coalesce(s.seated, false) as seated,
      exists (select from ballots b where b.dispute_id = d.dispute_id and b.pseudonym = s.pseudonym) as voted
    from (
      select dispute_id from dispute_seats where person_id = ${personId}
      union
      select o.dispute_id from jurors j join disputes o on o.plan_code = j.plan_code
      where j.person_id = ${personId} and j.status = 'active' and o.status = 'voting' and o.mode = 'open') mine
      join disputes d using (dispute_id)
      left join dispute_seats s on s.dispute_id = d.dispute_id and s.person_id = ${personId}
    order by d.status in ('decided', 'withdrawn'), d.due_at nulls last, d.opened_at desc limit 200`.execute(reader)
  return rows.map(({ answer, due_at, mode, plan_code, reference, seated, status, voted }) => {
    return {
      dispute: reference,
      plan: plan_code,
      mode,
      status,
      dueAt: due_at?.toString() ?? null,
      answer,
      seated,
      voted,
    }
  })
}

/** Disputes that officers work on, oldest first. */
export async function openDisputes(reader: Reader) {
  const { rows } = await sql<{
    reference: string
    case_reference: string | null
    plan_code: string
    mode: string
    opener: string
    status: string
    due_at: Temporal.Instant | null
    opened_at: Temporal.Instant
  }>`
    select d.reference, c.case_reference, d.plan_code, d.mode, d.opener, d.status, d.due_at, d.opened_at
    from disputes d left join claims c using (claim_id)
    where d.status not in ('decided', 'withdrawn') order by d.opened_at limit 500`.execute(reader)
  return rows.map((row) => ({
    dispute: row.reference,
    caseReference: row.case_reference,
    plan: row.plan_code,
    mode: row.mode,
    opener: row.opener,
    status: row.status,
    dueAt: row.due_at?.toString() ?? null,
    openedAt: row.opened_at.toString(),
  }))
}
