import { isBefore } from '@tongzhou/core'
import { commit, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { insertDecisionCounts, nextDayToCount } from './decision-store.ts'

/** Adds up the decisions of all days before `today` that are not counted yet; a job calls it. */
export async function countDecisions(
  platform: Platform,
  plan: { readonly plan: string; readonly timeZone: string },
  today: Temporal.PlainDate,
): Promise<void> {
  const { plan: planCode, timeZone } = plan
  const command = { key: `count-decisions:${planCode}:${today}`, kind: 'count-decisions', actor: system, content: {} }
  await commit(platform, command, async ({ reader }) => {
    const from = await nextDayToCount(reader, planCode)
    const isDue = from === null || isBefore(from, today)
    const rows = isDue ? insertDecisionCounts({ planCode, timeZone, from, until: today }) : []
    return { answer: { until: today.toString() }, rows, events: [] }
  })
}
