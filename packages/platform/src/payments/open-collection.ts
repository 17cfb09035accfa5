import { commit, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { settledPeriodsToCollect } from './charge-store.ts'
import { createPaymentsPartition, insertCollection } from './collection-store.ts'

/** Begins the collection of every settled period of a plan that has something to collect. Run again it begins nothing. */
export async function openSettledPeriods(platform: Platform, planCode: string): Promise<void> {
  for (const period of await settledPeriodsToCollect(platform.database, planCode)) {
    const { periodId } = period
    const command = {
      key: `open-collection:${periodId}`,
      kind: 'open-collection',
      actor: system,
      content: { periodId },
    }
    await commit(platform, command, async () => ({
      answer: { opened: true },
      rows: [insertCollection(period), ...createPaymentsPartition(periodId)],
      events: [],
    }))
  }
}
