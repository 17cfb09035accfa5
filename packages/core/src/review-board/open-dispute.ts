import type { DisputeOpener } from '../claims/index.ts'
import type { PlanVersion } from '../plans/index.ts'
import type { DisputeEvent, VoteTerms } from './dispute.ts'

/** What a plan that says nothing about its panels gets. */
const standardReserves = 5
const standardAcceptHours = 24

/**
 * The terms by which a dispute is decided: the plan's vote, or for an appeal its panel of appeal. Null where the plan knows no vote: its
 * board sits around a table.
 */
export function voteTerms({ disputes }: PlanVersion, appeal: boolean): VoteTerms | null {
  const { mode, vote } = disputes
  if (!vote) return null
  const panelOfAppeal = appeal ? disputes.appeal : undefined
  const { extendHours = null, openHours, quizQuestions, upheldAtBasisPoints } = vote
  const common = { openHours, extendHours, quizQuestions, upheldAtBasisPoints }
  if (panelOfAppeal) {
    const { acceptHours, panelSize: seats, quorumBallots: quorum, reserves } = panelOfAppeal
    return { ...common, panel: { seats, reserves, acceptHours }, quorum }
  }
  if (mode === 'open') return { ...common, panel: null, quorum: vote.quorumBallots }
  const { acceptHours = standardAcceptHours, panelSize, quorumBallots: quorum, reserves = standardReserves } = vote
  return { ...common, panel: { seats: panelSize!, reserves, acceptHours }, quorum }
}

export interface OpenDispute {
  readonly opener: DisputeOpener | 'control'
  readonly claimId: string | null
  readonly plan: PlanVersion
  readonly terms: VoteTerms
  readonly appealOf: string | null
  readonly illness: string
  readonly mild: boolean
  readonly knownOutcome: 'pay' | 'do-not-pay' | null
}

/** Opens a dispute of a claim that has just come before the board; there is nothing left to refuse. */
export function openDispute({ plan, ...given }: OpenDispute): Extract<DisputeEvent, { kind: 'dispute-opened' }> {
  return { kind: 'dispute-opened', planCode: plan.plan, rulesVersion: plan.version, ...given }
}
