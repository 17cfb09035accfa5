import {
  type DisputeEvent,
  openDispute as decideOpening,
  evolveDispute,
  type Side,
  voteTerms,
  withdrawDispute,
} from '@tongzhou/core'
import type { Besides, Board, BroughtCase } from '../claims/index.ts'
import { type Actor, type Row, system, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { insertSubjectKey } from '../identity/index.ts'
import {
  disputeSubject,
  insertDispute,
  insertDisputeStep,
  loadDispute,
  lockVote,
  updateDispute,
} from './dispute-store.ts'
import { disputeReference } from './names.ts'
import { disputeStepEffects } from './take-dispute-step.ts'
import { lastVerdictOf } from './verdict-store.ts'

/** The board as claims calls it: a case that comes before it opens a dispute, one that is taken back ends it. */
export function reviewBoard(platform: Platform): Board {
  return {
    opened: (unit, brought) => opened(platform, unit, brought),
    withdrawn: async (unit, { claimId }) => {
      const stored = await loadDispute(platform, unit.reader, { openOfClaim: claimId }, { lock: true })
      if (!stored) return {}
      await lockVote(stored.reference, 'alone').execute(unit.reader)
      const decision = withdrawDispute(stored.dispute, unit.now)
      return decision.accepted ? disputeStepEffects(platform, unit, system, stored, decision.event) : decision
    },
  }
}

async function opened(platform: Platform, unit: Unit, { actor, event, plan, stored }: BroughtCase): Promise<Besides> {
  const appeal = event.kind === 'refusal-disputed' && event.appeal
  const terms = voteTerms(plan, appeal)
  if (!terms) return {}
  const { illness, mild } = stored.claim.statement
  const appealOf = appeal ? await lastVerdictOf(unit.reader, stored.claimId) : null
  const { opener, side } = whoOpened[event.kind]
  const given = { opener, claimId: stored.claimId, plan, terms, appealOf, illness, mild, knownOutcome: null }
  const author = { side, text: event.statement, authorPersonId: actor.personId! }
  return newDispute(platform, unit, actor, [decideOpening(given), { kind: 'statement-added', ...author }])
}

const whoOpened = {
  'refusal-disputed': { opener: 'claimant', side: 'for' },
  'objection-disputed': { opener: 'objector', side: 'against' },
  'claim-referred': { opener: 'reviewer', side: 'against' },
} as const satisfies Record<string, { readonly opener: string; readonly side: Side }>

/** Rows of a dispute that begins with these steps. The log is told of it once its case file is sealed (`tellDispute`). */
export function newDispute(
  platform: Platform,
  unit: Unit,
  actor: Actor,
  steps: readonly [Extract<DisputeEvent, { kind: 'dispute-opened' }>, ...DisputeEvent[]],
): { readonly rows: readonly Row[]; readonly reference: string } {
  const disputeId = unit.newId()
  const reference = disputeReference(platform.dice.bytes(7))
  const subjectKey = platform.vault.newSubjectKey()
  let dispute = evolveDispute(null, steps[0])
  const rows: Row[] = [
    insertSubjectKey(platform, disputeSubject(disputeId), subjectKey),
    insertDispute({ disputeId, reference, dispute, now: unit.now }),
  ]
  for (const [index, event] of steps.entries()) {
    if (index > 0) dispute = evolveDispute(dispute, event)
    const eventId = unit.newId()
    const who = { actorPersonId: actor.personId, actorRole: actor.role }
    const step = { disputeId, stepNo: index + 1, eventId, ...who, now: unit.now, event }
    rows.push(insertDisputeStep(platform, subjectKey, step))
  }
  rows.push(updateDispute(disputeId, dispute, steps.length, unit.now))
  return { rows, reference }
}
