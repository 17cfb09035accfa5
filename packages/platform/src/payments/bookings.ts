import type { Account, LedgerMemo, LedgerTransaction, PlanVersion, Posting } from '@tongzhou/core'
import type { Collection } from './collection-store.ts'

export function periodSubject({ planCode, periodCode }: Pick<Collection, 'planCode' | 'periodCode'>): string {
  return `period/${planCode}/${periodCode}`
}

/**
 * The account of whoever bears unpaid shares, and gains when one comes in after all: the shortfall may then be negative, and
 * lowers the next period. Plan term `collection.unpaidBorneBy`.
 */
export function bearerOfUnpaid(plan: Pick<PlanVersion, 'collection'>): Account {
  return plan.collection.unpaidBorneBy === 'operator' ? 'operator-receivable' : 'shortfall'
}

/** One booking of a period with its zero lines left out, or none where nothing is left. */
export function booking(
  collection: Pick<Collection, 'planCode' | 'periodCode'>,
  memo: LedgerMemo,
  postings: readonly Posting[],
): LedgerTransaction[] {
  const moved = postings.filter(({ amountFen }) => amountFen !== 0n)
  return moved.length === 0
    ? []
    : [{ plan: collection.planCode, subject: periodSubject(collection), memo, postings: moved }]
}

/** Shares that came in. What comes in after its write-off is a gain of the bearer, not of the receivable. */
export function collectedBooking(
  collection: Collection,
  plan: Pick<PlanVersion, 'collection'>,
  counts: { readonly paid: bigint; readonly afterWriteOff: bigint },
): LedgerTransaction[] {
  const { shareFen } = collection
  const openFen = (counts.paid - counts.afterWriteOff) * shareFen
  const lateFen = counts.afterWriteOff * shareFen
  return booking(collection, 'shares collected', [
    { account: 'gateway-clearing', amountFen: openFen + lateFen },
    { account: 'participants-receivable', amountFen: -openFen },
    { account: bearerOfUnpaid(plan), amountFen: -lateFen },
  ])
}

/** Shares given up after the days of grace. */
export function writeOffBooking(
  collection: Collection,
  plan: Pick<PlanVersion, 'collection'>,
  count: bigint,
): LedgerTransaction[] {
  const amountFen = count * collection.shareFen
  return booking(collection, 'unpaid shares written off', [
    { account: bearerOfUnpaid(plan), amountFen },
    { account: 'participants-receivable', amountFen: -amountFen },
  ])
}
