import { type Actor, system } from '../commit/commit.ts'
import { eachApart } from '../commit/each-apart.ts'
import type { Platform } from '../commit/platform.ts'
import type { PaymentGateway } from './gateway.ts'
import { casesToPay, partsInState } from './payout-store.ts'
import { type CaseIsFinal, preparePayout } from './prepare-payout.ts'
import { retryTransfer } from './retry-transfer.ts'
import { sendTransfer } from './send-transfer.ts'

export interface PayoutRun {
  /** Payouts whose money was promised in this run. */
  readonly prepared: number
  /** Settled cases that wait, by the reason. */
  readonly waiting: Readonly<Record<string, number>>
}

/** A part is tried again by itself so often; after that a finance officer decides. */
const attemptsOfItself = 3

/** Failures that may pass by themselves. A closed or unknown account does not: somebody has to ask the claimant. */
const passingReasons: ReadonlySet<string> = new Set(['refused-by-bank', 'insufficient-funds'])

/**
 * Pays what can be paid: prepares settled cases in the order in which they were settled while the money lasts, sends their
 * parts, asks for those without an outcome, and tries again what failed for a passing reason on an earlier day. A case that
 * can't be paid yet does not hold up a smaller one behind it; it is asked again every day.
 */
export async function sendPayouts(
  platform: Platform,
  gateway: PaymentGateway,
  isFinal: CaseIsFinal,
  planCode: string,
  today: Temporal.PlainDate,
): Promise<PayoutRun> {
  let prepared = 0
  const waiting: Record<string, number> = {}
  const prepare = async (caseReference: string) => {
    const outcome = await preparePayout(platform, gateway, isFinal, caseReference)
    if (outcome.accepted) prepared += outcome.event.repeated ? 0 : 1
    else waiting[outcome.refusal.code] = (waiting[outcome.refusal.code] ?? 0) + 1
  }
  const send = async () => {
    const parts = await partsInState(platform.database, planCode, 'open')
    await eachApart(parts, (part) => sendTransfer(platform, gateway, part))
  }
  // A case whose account does not open keeps nobody else's money back.
  await eachApart(
    [
      () => retryPassingFailures(platform, planCode, today),
      async () => eachApart(await casesToPay(platform.database, planCode), prepare),
      send,
    ],
    (step) => step(),
  )
  return { prepared, waiting }
}

async function retryPassingFailures(platform: Platform, planCode: string, today: Temporal.PlainDate): Promise<void> {
  const actor: Actor = system
  for (const { caseReference, partNo, attempts, reason } of await partsInState(platform.database, planCode, 'failed')) {
    if (attempts >= attemptsOfItself || !passingReasons.has(reason ?? '')) continue
    await retryTransfer(platform, { key: `retry:${caseReference}:${partNo}:${today}`, actor, caseReference, partNo })
  }
}
