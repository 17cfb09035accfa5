import {
  type DisputeEvent,
  dayOf,
  closeVote as decideClose,
  openVote as decideOpening,
  decideDispute as decideVerdict,
  receiveVerdict,
  refuse,
} from '@tongzhou/core'
import { type Besides, stepEffects } from '../claims/index.ts'
import { type Outcome, system, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { planVersion } from '../plans/index.ts'
import { countOpened, countVoters, openedSoFar, servicesOf } from './ballot-store.ts'
import { type BoardTools, hourIn } from './board-tools.ts'
import { disputesIn, loadDispute, lockVote, type StoredDispute } from './dispute-store.ts'
import { commitJurorList, drawPanel, seatPanel } from './draw-panel.ts'
import { newestFinalStep } from './final-step.ts'
import { writeServices } from './juror-service-store.ts'
import { openBallots } from './open-ballots.ts'
import { claimOf } from './prepare-dispute.ts'
import { seatedIn } from './seat-store.ts'
import { type DisputeAnswer, takeDisputeStep } from './take-dispute-step.ts'
import { tellDispute } from './tell-dispute.ts'

const atWork = ['ready', 'list-committed', 'seating', 'voting', 'counting'] as const

/**
 * Moves every dispute as far as the hour and the log allow: list, lot, seats, vote, close, count, verdict. What needs an earlier entry to be
 * final waits for it. Each move is keyed, so it may run twice, late, in two processes, or again after a kill. Returns how many moved.
 */
export async function conductDisputes(platform: Platform, tools: BoardTools): Promise<number> {
  let moved = 0
  for (const reference of await disputesIn(platform.database, atWork)) {
    try {
      while (await moveOn(platform, tools, reference)) moved += 1
    } catch (fault) {
      // One dispute that can't go on keeps no other waiting.
      platform.logger.error({ err: fault, dispute: reference }, 'a dispute could not be moved on')
    }
  }
  return moved
}

/** One move, if there is one. */
async function moveOn(platform: Platform, tools: BoardTools, reference: string): Promise<boolean> {
  const stored = await loadDispute(platform, platform.database, { reference })
  if (!stored) throw new Error(`there is no dispute ${reference}`)
  const outcome = await nextMove(platform, tools, stored)
  return outcome?.accepted === true && !outcome.event.repeated
}

async function nextMove(
  platform: Platform,
  tools: BoardTools,
  stored: StoredDispute,
): Promise<Outcome<DisputeAnswer> | null> {
  const { dispute, steps } = stored
  const isFinal = () => newestFinalStep(platform.database, stored)
  switch (dispute.status) {
    case 'ready':
      if (!stored.told) return tellDispute(platform, stored)
      if (!(await isFinal())) return null
      return dispute.opened.terms.panel ? commitJurorList(platform, tools, stored) : openVote(platform, tools, stored)
    case 'list-committed':
      return drawPanel(platform, tools, stored)
    case 'seating':
      return dispute.seats === null
        ? seatPanel(platform, tools, stored, steps.length)
        : openVote(platform, tools, stored)
    case 'voting':
      return isDue(platform, dispute.closesAt) ? closeVote(platform, stored) : null
    case 'counting':
      if (!(await isFinal()) || (await openBallots(platform, tools.keepers, stored)) === 'waiting') return null
      return decideDispute(platform, stored)
    default:
      return null
  }
}

function isDue({ clock }: Platform, at: Temporal.Instant | null): boolean {
  return at !== null && Temporal.Instant.compare(clock.now(), at) >= 0
}

/** The board's own step on a dispute; its key holds the number of the step, so it is taken once. */
const byBoard = (verb: string, { reference, steps }: StoredDispute) => ({
  key: `${verb}:${reference}:${steps.length}`,
  kind: verb,
  actor: system,
  content: { reference },
})

/** A panel is told; who may ask for a seat in an open vote finds the case among the board's. */
function openVote(platform: Platform, { keepers: { all, threshold }, tell }: BoardTools, stored: StoredDispute) {
  const keepers = all.map(({ ballotKey: key, name }) => ({ name, key }))
  return takeDisputeStep(
    platform,
    byBoard('open-vote', stored),
    stored.reference,
    ({ dispute }, { now }) => decideOpening(dispute, { keepers, threshold }, now),
    async ({ event, stored: { dispute, disputeId }, unit: { now, reader } }) => {
      if (event.kind !== 'vote-opened') throw new Error(`${event.kind} opens no vote`)
      const plan = await planVersion(reader, dispute.opened.planCode, dispute.opened.rulesVersion)
      const facts = { until: hourIn(plan, event.closesAt) }
      return { rows: [tell({ kind: 'vote-open', people: seatedIn(disputeId), facts, now })] }
    },
  )
}

/** Waits for every ballot that is being cast, and lets none in afterwards. */
function closeVote(platform: Platform, stored: StoredDispute) {
  const { reference } = stored
  return takeDisputeStep(platform, byBoard('close-vote', stored), reference, async ({ dispute, disputeId }, unit) => {
    await lockVote(reference, 'alone').execute(unit.reader)
    return decideClose(dispute, await countVoters(unit.reader, disputeId), unit.now)
  })
}

function decideDispute(platform: Platform, stored: StoredDispute) {
  return takeDisputeStep(
    platform,
    byBoard('decide-dispute', stored),
    stored.reference,
    async ({ dispute, disputeId }, { reader }) => {
      const opened = await openedSoFar(reader, disputeId)
      if (opened.count !== dispute.ballots) return refuse('dispute-not-in-status', { opened: opened.count })
      return decideVerdict(dispute, await countOpened(reader, disputeId))
    },
    async ({ event, stored: before, unit }) => {
      if (event.kind !== 'dispute-decided') throw new Error(`${event.kind} is no verdict`)
      const { knownOutcome, terms } = before.dispute.opened
      const decided = { outcome: event.outcome, knownOutcome, isPanel: terms.panel !== null }
      const services = writeServices(servicesOf(before.disputeId, decided, unit.now))
      const claimSide = await handOver(platform, unit, before, event)
      return { events: claimSide.events ?? [], rows: [...services, ...(claimSide.rows ?? [])] }
    },
  )
}

/** The verdict goes back to the claim, in the same transaction. */
async function handOver(
  platform: Platform,
  unit: Unit,
  stored: StoredDispute,
  verdict: Extract<DisputeEvent, { kind: 'dispute-decided' }>,
): Promise<Besides> {
  const claim = await claimOf(platform, unit.reader, stored, { lock: true })
  if (!claim) return {}
  const { planCode, rulesVersion } = stored.dispute.opened
  const plan = await planVersion(unit.reader, planCode, rulesVersion)
  const { outcome } = verdict
  const given = { plan, outcome, verdict: inWords(verdict), dispute: stored.reference }
  const decision = receiveVerdict(claim.claim, given, dayOf(unit.now, plan.timeZone))
  if (!decision.accepted) throw new Error(`the claim did not take its verdict: ${decision.refusal.code}`)
  return stepEffects(platform, unit, system, claim, decision.event)
}

function inWords({ doNotPay, invalid, outcome, pay }: Extract<DisputeEvent, { kind: 'dispute-decided' }>): string {
  const zh = { upheld: '支持给付', rejected: '不支持给付', 'no-quorum': '票数不足，维持原决定' }[outcome]
  const en = {
    upheld: 'the board upholds the claim',
    rejected: 'the board does not uphold the claim',
    'no-quorum': 'too few ballots, what was decided before stands',
  }[outcome]
  return `赔审团：${zh}（同意 ${pay} 票，不同意 ${doNotPay} 票，无效 ${invalid} 票）。\nReview board: ${en} (${pay} for, ${doNotPay} against, ${invalid} invalid).`
}
