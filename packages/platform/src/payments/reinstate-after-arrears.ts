import type { PlanVersion } from '@tongzhou/core'
import type { Row, Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { reinstateMembership } from '../participants/index.ts'
import { arrearsOf } from './charge-store.ts'
import type { OpenBatch } from './collection-store.ts'

/**
 * The rows that restore the membership of somebody whose last unpaid share comes in with this batch. None where more is
 * owed, or where the membership can't be restored (it never ended, or too long ago): the payment counts all the same.
 */
export async function reinstateAfterArrears(
  platform: Platform,
  unit: Unit,
  plan: PlanVersion,
  batch: Pick<OpenBatch, 'periodId' | 'participantIds'>,
): Promise<readonly Row[]> {
  const restored: Row[] = []
  for (const participantId of batch.participantIds) {
    const others = (await arrearsOf(unit.reader, participantId)).filter((arrear) => arrear.periodId !== batch.periodId)
    if (others.length > 0) continue
    const rows = await reinstateMembership(unit, plan, { participantId, arrearsFen: 0n })
    if ('accepted' in rows) platform.logger.info({ code: rows.refusal.code }, 'arrears paid, membership stays ended')
    else restored.push(...rows)
  }
  return restored
}
