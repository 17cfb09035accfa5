import { graceIsOver, lastDayForUnpaid, planReference, refuse } from '@tongzhou/core'
import { commit, type Outcome, type Row, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { endMemberships, recordedAt } from '../participants/index.ts'
import { planVersion } from '../plans/index.ts'
import { bearerOfUnpaid, periodSubject, writeOffBooking } from './bookings.ts'
import { countUnpaid, insertWriteOffs, membersWithUnpaid } from './charge-store.ts'
import { closeCollection, loadCollection, openBatchKeys } from './collection-store.ts'
import { insertMessagesToUnpaid } from './message-store.ts'

export interface GivenUp {
  readonly writtenOff: number
  /** False while debits without a known outcome keep the period open; they are decided when it is known. */
  readonly closed: boolean
}

export type GiveUpRefusal = 'collection-closed' | 'grace-days-not-over'

/**
 * After the days of grace: memberships with an unpaid share of this period end, and the shares are written off to the next
 * period or the operator, as the plan says. A debit whose outcome nobody knows counts as neither paid nor unpaid. Refused in
 * the order of `GiveUpRefusal`.
 */
export function giveUpUnpaid(
  platform: Platform,
  periodId: bigint,
  today: Temporal.PlainDate,
): Promise<Outcome<GivenUp>> {
  const key = `give-up-unpaid:${periodId}:${today}`
  const command = { key, kind: 'give-up-unpaid', actor: system, content: { periodId, today } }
  return commit<GivenUp>(platform, command, async (unit) => {
    const collection = await loadCollection(unit.reader, periodId, { lock: true })
    if (!collection) throw new Error(`no collection of period ${periodId}`)
    if (collection.closedOn !== null) return refuse('collection-closed')
    const plan = await planVersion(unit.reader, collection.planCode, collection.planVersion)
    const { sharingDay, periodCode, shareFen } = collection
    if (!graceIsOver(sharingDay, plan.collection, today)) return refuse('grace-days-not-over')
    const count = await countUnpaid(unit.reader, periodId)
    const closed = (await openBatchKeys(unit.reader, periodId)).length === 0
    const close: Row[] = closed ? [closeCollection(periodId, today)] : []
    const answer = { writtenOff: Number(count), closed }
    if (count === 0n) return { answer, rows: close, events: [] }
    const endedOn = lastDayForUnpaid(plan, sharingDay, today)
    const reinstatedUntil = endedOn.add({ days: plan.collection.reinstatementDays }).toString()
    const facts = { period: periodCode, shareFen: shareFen.toString(), endedOn: endedOn.toString(), reinstatedUntil }
    const event = {
      id: unit.newId(),
      kind: 'charges-written-off' as const,
      subject: periodSubject(collection),
      plan: planReference(plan),
      facts: { writtenOff: count, amountFen: count * shareFen, bearer: bearerOfUnpaid(plan) },
    }
    return {
      answer,
      // The write-off comes last: what is written off is not unpaid any more.
      rows: [
        insertMessagesToUnpaid({ periodId, kind: 'cover-ended-unpaid', facts, now: unit.now }),
        endMemberships(membersWithUnpaid(periodId, endedOn), 'unpaid', await recordedAt(unit, plan.plan)),
        insertWriteOffs(periodId),
        ...close,
      ],
      events: [event],
      postings: writeOffBooking(collection, plan, count),
    }
  })
}
