import { sql } from 'kysely'
import { commit, system } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { endMemberships } from './end-memberships.ts'
import { recordedAt } from './recorded-at.ts'

/** Participants by id that one transaction ends: about a second's work. */
const participantsPerSlice = 100_000n

/**
 * Ends every membership of a plan whose cover is over, with `lastDay` as the last day: set-based, one keyed transaction a
 * slice, so that a killed run goes on and a second one does nothing. Returns how many are ended with the plan in all.
 */
export async function endWithPlan(platform: Platform, planCode: string, lastDay: Temporal.PlainDate): Promise<bigint> {
  const newest = await newestParticipant(platform.database)
  for (let first = 0n; first <= newest; first += participantsPerSlice) {
    const content = { planCode, lastDay, first }
    const command = { key: `end-with-plan:${planCode}:${first}`, kind: 'end-with-plan', actor: system, content }
    const members = sql`
      select participant_id, ${lastDay}::date as ended_on from participants
      where plan_code = ${planCode} and ended_on is null
        and participant_id between ${first} and ${first + participantsPerSlice - 1n}`
    const outcome = await commit(platform, command, async (unit) => ({
      answer: null,
      rows: [endMemberships(members, 'plan-ended', await recordedAt(unit, planCode))],
      events: [],
    }))
    if (!outcome.accepted) throw new Error(`ending the memberships of ${planCode}: ${outcome.refusal.code}`)
  }
  return endedWithPlan(platform.database, planCode)
}

async function newestParticipant(reader: Reader): Promise<bigint> {
  const { rows } = await sql<{ newest: bigint }>`
    select coalesce(max(participant_id), 0) as newest from participants`.execute(reader)
  return rows[0]!.newest
}

async function endedWithPlan(reader: Reader, planCode: string): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) from participants where plan_code = ${planCode} and ended_reason = 'plan-ended'`.execute(reader)
  return rows[0]!.count
}
