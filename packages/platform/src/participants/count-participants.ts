import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import { inPlanAt } from './store.ts'

/** Participants of one age band and province. */
export interface ParticipantCount {
  /** `30-39`; ten years, full years on the day. */
  readonly ageBand: string
  /** First two digits of GB/T 2260; null for holders of other countries' documents. */
  readonly region: string | null
  readonly count: number
}

/** A group of fewer people than this is not shown by itself: it would point at persons. */
export const smallestGroupShown = 10

/**
 * How many are in the plan at 00:00 of a day, by ten-year age band and province. Groups below `smallestGroupShown` are
 * left out of `groups` and counted in `total` only. Age bands follow PostgreSQL's `age`: a band does not decide anything.
 */
export async function countParticipants(
  reader: Reader,
  planCode: string,
  day: Temporal.PlainDate,
): Promise<{ readonly total: number; readonly groups: readonly ParticipantCount[] }> {
  const { rows } = await sql<{ decade: number; region: string | null; count: number }>`
    select (extract(year from age(${day}::date, p.birth_date))::integer / 10) * 10 as decade, p.region,
      count(*)::integer as count
    from participants p where p.plan_code = ${planCode} and ${inPlanAt(day)}
    group by 1, 2 order by 1, 2`.execute(reader)
  const groups = rows
    .filter(({ count }) => count >= smallestGroupShown)
    .map(({ decade, region, count }) => ({ ageBand: `${decade}-${decade + 9}`, region, count }))
  return { total: rows.reduce((sum, { count }) => sum + count, 0), groups }
}
