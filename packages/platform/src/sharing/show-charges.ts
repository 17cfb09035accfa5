import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'

/** One share of a participant. Sums are fen as texts; null before the sharing day. */
export interface ShownCharge {
  readonly plan: string
  readonly period: string
  readonly publicityDay: string
  readonly sharingDay: string
  readonly status: string
  readonly shareFen: string | null
  /** Why the participant does not share after all, or null. */
  readonly exempt: string | null
}

/** Whose bills somebody asks for. */
export interface AskedCharges {
  readonly participantId: bigint
  readonly personId: bigint
}

/**
 * The shares of participants, newest period first, in the order in which they are asked for; null for a participant who is not there and for one
 * whom the person neither is nor pays for. A period stands once in the answer of the database, however many participants shared it.
 */
export async function chargesOf(
  reader: Reader,
  asked: readonly AskedCharges[],
): Promise<readonly (readonly ShownCharge[] | null)[]> {
  const ids = [...new Set(asked.map(({ participantId }) => participantId))]
  const { rows } = await sql<{
    participant_id: bigint
    person_id: bigint
    payer_person_id: bigint
    periods: bigint[]
    exempt_periods: bigint[]
    reasons: string[]
  }>`
    select m.participant_id, m.person_id, m.payer_person_id,
      array(select period_id from charges c where c.participant_id = m.participant_id) as periods,
      array(select period_id from charge_exemptions e where e.participant_id = m.participant_id order by 1) as exempt_periods,
      array(select reason from charge_exemptions e where e.participant_id = m.participant_id order by period_id) as reasons
    from participants m where m.participant_id = any(${ids}::bigint[])`.execute(reader)
  const periods = await periodsOf(reader, [...new Set(rows.flatMap((row) => row.periods))])
  const found = new Map(rows.map((row) => [row.participant_id, row]))
  return asked.map(({ participantId, personId }) => {
    const row = found.get(participantId)
    if (!row || (row.person_id !== personId && row.payer_person_id !== personId)) return null
    const charged = new Set(row.periods)
    const reasonOf = new Map(row.exempt_periods.map((period, at) => [period, row.reasons[at]!]))
    return periods
      .filter(({ id }) => charged.has(id))
      .map(({ id, ...period }) => {
        const exempt = reasonOf.get(id)
        return exempt === undefined ? { ...period, exempt: null } : { ...period, shareFen: '0', exempt }
      })
  })
}

/** Newest first. */
async function periodsOf(reader: Reader, ids: readonly bigint[]) {
  const { rows } = await sql<{
    period_id: bigint
    period_code: string
    plan_code: string
    publicity_day: Temporal.PlainDate
    sharing_day: Temporal.PlainDate
    status: string
    share_fen: bigint | null
  }>`
    select period_id, period_code, plan_code, publicity_day, sharing_day, status, share_fen from periods
    where period_id = any(${ids}::bigint[]) order by publicity_day desc, period_id desc`.execute(reader)
  return rows.map((row) => ({
    id: row.period_id,
    plan: row.plan_code,
    period: row.period_code,
    publicityDay: row.publicity_day.toString(),
    sharingDay: row.sharing_day.toString(),
    status: row.status,
    shareFen: row.share_fen?.toString() ?? null,
  }))
}
