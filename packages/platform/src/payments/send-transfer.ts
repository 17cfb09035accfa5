import { type PlanVersion, planReference, refuse, transferKey } from '@tongzhou/core'
import { payCase, payeeOf } from '../claims/index.ts'
import { commit, type Effects, type JournalEvent, type Row, system, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { endAfterPayout } from '../participants/index.ts'
import { planVersion } from '../plans/index.ts'
import type { PaymentGateway, TransferAnswer } from './gateway.ts'
import { lockPayout, markPartFailed, markPartPaid, markPayoutPaid, type PayoutPart, partsOf } from './payout-store.ts'

/**
 * Brings one part of a payout as far as the gateway can say: asks by key first, sends only what never arrived, and writes
 * the outcome down. With the last part the case is paid and the membership ends. Refused by the gateway (no money there
 * yet) or unanswered, the part stays open under the same key.
 */
export async function sendTransfer(platform: Platform, gateway: PaymentGateway, part: PayoutPart): Promise<void> {
  const key = transferKey(part.caseReference, part.partNo, part.attempts)
  let answer = await gateway.transferOf(key)
  if (answer.state === 'not-received') {
    const { payeeAccount, payeeName } = await payeeOf(platform, platform.database, part.caseReference)
    answer = await gateway.payOut({ key, payeeAccount, payeeName, amountFen: part.amountFen })
  }
  switch (answer.state) {
    case 'paid':
      return recordPaid(platform, part, key, answer.settledOn)
    case 'failed':
      return recordFailed(platform, part, key, answer.reason)
    case 'pending':
      return
    default:
      platform.logger.warn({ key, ...withoutDetails(answer) }, 'a transfer has no outcome yet')
  }
}

function withoutDetails(answer: TransferAnswer): { state: string; code?: string } {
  return answer.state === 'refused' ? { state: answer.state, code: answer.code } : { state: answer.state }
}

async function recordFailed(platform: Platform, part: PayoutPart, key: string, reason: string): Promise<void> {
  const command = { key: `transfer-failed:${key}`, kind: 'record-failed-transfer', actor: system, content: { key } }
  await commit(platform, command, async (unit) => {
    const current = await currentPart(unit, part)
    if (!current) return refuse('transfer-not-open')
    return { answer: { recorded: true }, rows: [markPartFailed(part, reason)], events: [] }
  })
}

async function recordPaid(
  platform: Platform,
  part: PayoutPart,
  key: string,
  settledOn: Temporal.PlainDate,
): Promise<void> {
  const command = { key: `transfer-paid:${key}`, kind: 'record-paid-transfer', actor: system, content: { key } }
  await commit(platform, command, async (unit) => {
    const current = await currentPart(unit, part)
    if (!current) return refuse('transfer-not-open')
    const others = current.filter(({ partNo }) => partNo !== part.partNo)
    return paidEffects(platform, unit, part, others, settledOn)
  })
}

/** All parts of the payout, locked, or null where this attempt of this part is not open any more. */
async function currentPart(unit: Unit, part: PayoutPart): Promise<readonly PayoutPart[] | null> {
  const parts = await partsOf(unit.reader, part.caseReference, { lock: true })
  const current = parts.find(({ partNo }) => partNo === part.partNo)
  return current?.state === 'open' && current.attempts === part.attempts ? parts : null
}

async function paidEffects(
  platform: Platform,
  unit: Unit,
  part: PayoutPart,
  others: readonly PayoutPart[],
  settledOn: Temporal.PlainDate,
): Promise<Effects<{ readonly recorded: true }>> {
  const payout = await lockPayout(unit.reader, part.caseReference)
  const plan = await planVersion(unit.reader, payout.planCode, payout.planVersion)
  const sent: JournalEvent = {
    id: unit.newId(),
    kind: 'payout-sent',
    subject: `claim/${part.caseReference}`,
    plan: planReference(plan),
    facts: { part: part.partNo, amountFen: part.amountFen, settledOn: settledOn.toString() },
  }
  const booked = {
    plan: part.planCode,
    subject: sent.subject,
    memo: 'payout sent' as const,
    postings: [
      { account: 'payouts-payable' as const, amountFen: part.amountFen },
      { account: 'gateway-clearing' as const, amountFen: -part.amountFen },
    ],
  }
  const last = others.every(({ state }) => state === 'paid')
  const rest = last
    ? await caseIsPaid(platform, unit, plan, part, payout.payoutFen, settledOn)
    : { rows: [], events: [] }
  return {
    answer: { recorded: true },
    rows: [markPartPaid(part, settledOn), ...rest.rows],
    events: [sent, ...rest.events],
    postings: [booked],
  }
}

/** The claim is paid in full (what was kept back for its own shares is paid to it too), and the membership ends. */
async function caseIsPaid(
  platform: Platform,
  unit: Unit,
  plan: PlanVersion,
  { caseReference, participantId }: PayoutPart,
  paidFen: bigint,
  paidOn: Temporal.PlainDate,
): Promise<{ rows: readonly Row[]; events: readonly JournalEvent[] }> {
  const paid = await payCase(platform, unit, system, { caseReference, paidOn, paidFen })
  if ('accepted' in paid) throw new Error(`a payout was sent for a case that ${paid.refusal.code}: ${caseReference}`)
  const ended = await endAfterPayout(unit, plan, participantId)
  return { rows: [markPayoutPaid(caseReference, paidOn), ...paid.rows, ...ended], events: paid.events }
}
