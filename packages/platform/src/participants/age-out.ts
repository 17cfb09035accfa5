import { isBefore, lastDayByAge, type PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import { commit, system } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { endMemberships } from './end-memberships.ts'
import { recordedAt } from './recorded-at.ts'

/**
 * Ends the memberships of a plan whose last day by age is before `day`, set-based, in one transaction; a job calls it
 * once a day, and running late or twice does no harm. Returns how many ended. `plan` is the version in force on `day`.
 */
export async function ageOut(platform: Platform, plan: PlanVersion, day: Temporal.PlainDate): Promise<number> {
  const command = { key: `age-out:${plan.plan}:${day}`, kind: 'age-out', actor: system, content: { day } }
  const outcome = await commit<{ readonly ended: number }>(platform, command, async (unit) => {
    const due = await birthdaysDue(unit.reader, plan, day)
    const members = sql`
      select p.participant_id, due.last_day as ended_on
      from unnest(${due.map(({ bornOn }) => bornOn)}::date[], ${due.map(({ lastDay }) => lastDay)}::date[])
        as due (birth_date, last_day)
      join participants p on p.plan_code = ${plan.plan} and p.birth_date = due.birth_date and p.ended_on is null`
    const ended = due.reduce((sum, { count }) => sum + count, 0)
    const rows = due.length === 0 ? [] : [endMemberships(members, 'aged-out', await recordedAt(unit, plan.plan))]
    return { answer: { ended }, rows, events: [] }
  })
  if (!outcome.accepted) throw new Error(`ageing out of ${plan.plan} on ${day}: ${outcome.refusal.code}`)
  return outcome.event.answer.ended
}

/**
 * The birthdays of active participants whose last day is past, each with that day: one a day as a rule, so the calendar's
 * rule stays in core and is not written a second time in SQL.
 */
async function birthdaysDue(reader: Reader, plan: PlanVersion, day: Temporal.PlainDate) {
  // No plan's rule ends cover earlier than a day before the birthday.
  const newest = day.add({ days: 1 }).subtract({ years: plan.cover.ageingOut.atAgeYears })
  const { rows } = await sql<{ birth_date: Temporal.PlainDate; count: number }>`
    select birth_date, count(*)::integer as count from participants
    where plan_code = ${plan.plan} and ended_on is null and birth_date <= ${newest} group by birth_date`.execute(reader)
  return rows
    .map((row) => ({ bornOn: row.birth_date, count: row.count, lastDay: lastDayByAge(plan, row.birth_date) }))
    .filter(({ lastDay }) => isBefore(lastDay, day))
}
