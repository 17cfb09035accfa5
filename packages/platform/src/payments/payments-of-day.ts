import { attemptDue, graceIsOver } from '@tongzhou/core'
import { eachApart } from '../commit/each-apart.ts'
import type { Platform } from '../commit/platform.ts'
import { planVersion } from '../plans/index.ts'
import { askForBatch } from './ask-gateway.ts'
import { type CollectionProgress, collectPeriod } from './collect-period.ts'
import { type Collection, openBatchKeysOfPlan, openCollections } from './collection-store.ts'
import type { PaymentGateway } from './gateway.ts'
import { giveUpUnpaid } from './give-up-unpaid.ts'
import { openSettledPeriods } from './open-collection.ts'
import type { CaseIsFinal } from './prepare-payout.ts'
import { remindUnpaid } from './remind-unpaid.ts'
import { sendPayouts } from './send-payouts.ts'

export interface PaymentsOfDay {
  readonly planCode: string
  /** A day in the plan's time zone that has begun. */
  readonly today: Temporal.PlainDate
  readonly isFinal: CaseIsFinal
  readonly progress?: CollectionProgress
}

/**
 * Everything that the calendar asks of a plan's payments on one day, in this order: outcomes of what is open, collections of
 * newly settled periods, attempts, reminders, the end of grace, payouts. Each step is keyed, so the day may run twice, be
 * killed and run again, or be run late. One that fails keeps the others not waiting; its fault is thrown at the end. Reconciling the day before is `reconcileDay`, once for all plans.
 */
export async function paymentsOfDay(
  platform: Platform,
  gateway: PaymentGateway,
  { planCode, today, isFinal, progress }: PaymentsOfDay,
): Promise<void> {
  const { database } = platform
  const collect = async () => {
    await openSettledPeriods(platform, planCode)
    const collections = await openCollections(database, planCode)
    await eachApart(collections, (one) => collectionOfDay(platform, gateway, one, today, progress))
  }
  await eachApart(
    [
      async () =>
        eachApart(await openBatchKeysOfPlan(database, planCode), (key) => askForBatch(platform, gateway, key)),
      collect,
      () => sendPayouts(platform, gateway, isFinal, planCode, today),
    ],
    (step) => step(),
  )
}

async function collectionOfDay(
  platform: Platform,
  gateway: PaymentGateway,
  collection: Collection,
  today: Temporal.PlainDate,
  progress?: CollectionProgress,
): Promise<void> {
  const { periodId, sharingDay } = collection
  const { collection: terms } = await planVersion(platform.database, collection.planCode, collection.planVersion)
  const attemptNo = attemptDue(sharingDay, terms, today)
  // Where the platform was down nobody loses their cover without the attempts: the last one is made first, and given up a day later.
  const attempted = attemptNo !== null && collection.attemptNo >= attemptNo
  if (graceIsOver(sharingDay, terms, today) && attempted) {
    await giveUpUnpaid(platform, periodId, today)
    return
  }
  if (attemptNo === null) return
  await collectPeriod(platform, gateway, periodId, attemptNo, progress)
  await remindUnpaid(platform, collection, today)
}
