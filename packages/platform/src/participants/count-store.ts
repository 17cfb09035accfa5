import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import { inPlanAt } from './store.ts'

/** Ages at which a band of ten years begins, oldest first. */
const bandsFrom = Array.from({ length: 12 }, (_, place) => 120 - 10 * place)

/**
 * Counts who is in a plan at 00:00 of a day, in place of the count of an earlier day. A band does not decide anything, so a leap day's birthday
 * is where `Temporal` puts it. Birth dates are compared with twelve days, which costs a tenth of reckoning each person's age.
 */
export function replaceCounts(planCode: string, day: Temporal.PlainDate): readonly Write[] {
  const tooYoungFrom = bandsFrom.map((years) => day.subtract({ years }).add({ days: 1 }).toString())
  return [
    sql`delete from participant_counts where plan_code = ${planCode}`,
    sql`
      insert into participant_counts (plan_code, day, age_from, region, income_band, count)
      select ${planCode}, ${day}::date, 10 * (${bandsFrom.length} - width_bucket(p.birth_date, ${tooYoungFrom}::date[])),
        coalesce(p.region, ''), coalesce(p.income_band, ''), count(*)
      from participants p where p.plan_code = ${planCode} and ${inPlanAt(day)}
      group by 3, 4, 5`,
    sql`
      insert into participant_count_days (plan_code, day) values (${planCode}, ${day})
      on conflict (plan_code) do update set day = excluded.day`,
  ]
}

export async function countedDay(reader: Reader, planCode: string): Promise<Temporal.PlainDate | null> {
  const { rows } = await sql<{ day: Temporal.PlainDate }>`
    select day from participant_count_days where plan_code = ${planCode}`.execute(reader)
  return rows[0]?.day ?? null
}

const divisions = { age: sql`age_from::text`, region: sql`region`, income: sql`income_band` } as const

/** One division of everybody, as the newest count has it. */
export async function groupsBy(
  reader: Reader,
  planCode: string,
  division: keyof typeof divisions,
): Promise<readonly { readonly value: string; readonly count: number }[]> {
  const { rows } = await sql<{ value: string; count: number }>`
    select ${divisions[division]} as value, sum(count)::integer as count from participant_counts
    where plan_code = ${planCode} group by 1 order by min(age_from) * ${division === 'age' ? 1 : 0}, 1`.execute(reader)
  return rows
}
