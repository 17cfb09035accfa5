import { daysBetween, graceIsOver, lastDayOfGrace } from '@tongzhou/core'
import { commit, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { planVersion } from '../plans/index.ts'
import type { Collection } from './collection-store.ts'
import { insertMessagesToUnpaid } from './message-store.ts'

/**
 * Writes the reminder that is due on a day to every payer of a share that is unpaid then, before cover is lost. A platform
 * that was down writes the latest reminder due, not all that it missed. Run again it writes nothing more.
 */
export async function remindUnpaid(
  platform: Platform,
  collection: Collection,
  today: Temporal.PlainDate,
): Promise<void> {
  const { periodId, sharingDay, shareFen, periodCode } = collection
  const plan = await planVersion(platform.database, collection.planCode, collection.planVersion)
  const elapsed = daysBetween(sharingDay, today)
  const reminderDay = Math.max(...plan.collection.reminderDays.filter((days) => days <= elapsed))
  if (!Number.isFinite(reminderDay) || graceIsOver(sharingDay, plan.collection, today)) return
  const coverUntil = lastDayOfGrace(sharingDay, plan.collection).toString()
  const facts = { period: periodCode, shareFen: shareFen.toString(), coverUntil }
  const content = { periodId, reminderDay }
  const command = { key: `remind:${periodId}:${reminderDay}`, kind: 'remind-unpaid', actor: system, content }
  await commit(platform, command, async (unit) => ({
    answer: { reminded: true },
    rows: [insertMessagesToUnpaid({ periodId, kind: 'share-unpaid', facts, now: unit.now })],
    events: [],
  }))
}
