import { type PlanVersion, planReference, type Recordable, startOfDay } from '@tongzhou/core'
import { sql } from 'kysely'
import { commit, system } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import type { RecordSource } from '../journal/index.ts'
import { endOfLastRoll, holdChanges } from './recorded-at.ts'

/**
 * Minutes after the end of a day before its roll is recorded, so that what began before midnight comes into the roll of its day. What takes
 * longer comes into the next one (`recordedAt`).
 */
const settlingMinutes = 10

interface RollFigures {
  readonly joined: number
  readonly ended: number
  readonly reinstated: number
  readonly digest: string
}

/**
 * Puts one entry for a plan and a day that is over onto the log: how many joined, ended and were reinstated since the roll
 * before it, and a commitment to each of these changes. A job calls it once a day; twice does nothing more. Returns
 * false, and records nothing, while the day is not over.
 */
export async function recordRoll(platform: Platform, plan: PlanVersion, day: Temporal.PlainDate): Promise<boolean> {
  const endedAt = startOfDay(day.add({ days: 1 }), plan.timeZone)
  const settledBefore = platform.clock.now().subtract({ minutes: settlingMinutes })
  if (Temporal.Instant.compare(settledBefore, endedAt) < 0) return false
  const command = { key: `membership-roll:${plan.plan}:${day}`, kind: 'record-roll', actor: system, content: { day } }
  const outcome = await commit<null>(platform, command, async (unit) => {
    await holdChanges(unit.reader, plan.plan)
    const beganAt = await endOfLastRoll(unit.reader, plan.plan)
    if (beganAt !== null && Temporal.Instant.compare(beganAt, endedAt) >= 0)
      return { answer: null, rows: [], events: [] }
    const began = beganAt ?? startOfDay(Temporal.PlainDate.from('1970-01-01'), plan.timeZone)
    const { digest, ...figures } = await figuresOf(unit.reader, plan.plan, began, endedAt)
    const id = unit.newId()
    const event = {
      id,
      kind: 'membership-roll-recorded',
      subject: `plan/${plan.plan}`,
      plan: planReference(plan),
      facts: { day, ...figures },
      sealed: { roll: { digest } },
    } as const
    const row = sql`
      insert into membership_rolls (plan_code, day, event_id, began_at, ended_at)
      values (${plan.plan}, ${day}, ${id}, ${began}, ${endedAt})`
    return { answer: null, rows: [row], events: [event] }
  })
  if (!outcome.accepted) throw new Error(`the roll of ${plan.plan} on ${day}: ${outcome.refusal.code}`)
  return true
}

/** SHA-256 over one line per change, in the order of participants; it holds what a backdated waiting period would change. */
async function figuresOf(
  reader: Reader,
  planCode: string,
  beganAt: Temporal.Instant,
  endedAt: Temporal.Instant,
): Promise<RollFigures> {
  const { rows } = await sql<RollFigures>`
    with lines as (
      select c.participant_id, c.change_no, c.kind, concat_ws('|', c.participant_id, c.change_no, c.kind, c.effective_on,
        coalesce(c.reason, ''), extract(epoch from c.recorded_at), p.person_id, p.joined_on, p.birth_date) as line
      from membership_changes c join participants p using (participant_id)
      where p.plan_code = ${planCode} and c.recorded_at >= ${beganAt} and c.recorded_at < ${endedAt})
    select count(*) filter (where kind = 'joined')::integer as joined,
      count(*) filter (where kind = 'ended')::integer as ended,
      count(*) filter (where kind = 'reinstated')::integer as reinstated,
      encode(sha256(convert_to(
        coalesce(string_agg(line, e'\n' order by participant_id, change_no), ''), 'UTF8')), 'hex') as digest
    from lines`.execute(reader)
  return rows[0]!
}

/** For `verify`: the changes behind each roll, as they stand now. */
export const rollSource: RecordSource = {
  table: 'membership_changes',
  commitment: 'roll',
  kinds: ['membership-roll-recorded'],
  async contents(_platform, reader, eventIds) {
    const { rows } = await sql<{
      event_id: string
      plan_code: string
      day: Temporal.PlainDate
      began_at: Temporal.Instant
      ended_at: Temporal.Instant
    }>`select event_id, plan_code, day, began_at, ended_at from membership_rolls
      where event_id = any(${[...eventIds]}::uuid[])`.execute(reader)
    const contents = new Map<string, { content: Recordable; description: string }>()
    for (const roll of rows) {
      const { digest } = await figuresOf(reader, roll.plan_code, roll.began_at, roll.ended_at)
      const description = `membership changes of ${roll.plan_code} recorded on ${roll.day}`
      contents.set(roll.event_id, { content: { digest }, description })
    }
    return contents
  },
  async stray(reader) {
    const { rows } = await sql<{ plan_code: string; day: Temporal.PlainDate }>`
      select r.plan_code, r.day from membership_rolls r left join journal_events e using (event_id)
      where e.kind is distinct from 'membership-roll-recorded' or e.subject <> 'plan/' || r.plan_code
      order by r.plan_code, r.day limit 1`.execute(reader)
    const stray = rows[0]
    return stray ? `membership roll of ${stray.plan_code} on ${stray.day}` : null
  },
}
