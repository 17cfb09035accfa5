import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import { disputeRefusal, loadClaim } from '../src/claims/index.ts'
import { insertStep, updateClaim } from '../src/claims/store.ts'
import { commit, system } from '../src/commit/commit.ts'
import type { Platform } from '../src/commit/platform.ts'
import { reviewBoard } from '../src/review-board/index.ts'
import { addStatement, sealCaseFile } from '../src/review-board/prepare-dispute.ts'
import { type Board, madeUpFile, planWithBoard } from './made-up-board.ts'
import { approveCase, type MadeCase } from './made-up-sharing.ts'

const reviewer = { role: 'reviewer', personId: 900_002n } as const

/** The test plan with a board of open votes. */
export function planWithOpenVotes(code: string): PlanVersion {
  const plan = planWithBoard({ mode: 'open' })
  const { panelSize: _, reserves: __, acceptHours: ___, ...vote } = plan.disputes.vote!
  return { ...plan, plan: code, disputes: { ...plan.disputes, vote } }
}

export interface MadeDispute extends MadeCase {
  /** Of the plan, on which the refusal rests. */
  readonly clause?: string
}

/** A claim that a reviewer has refused. */
export async function refusedClaim(platform: Platform, plan: PlanVersion, made: MadeDispute): Promise<void> {
  await approveCase(platform, plan, made)
  // approveCase ends with an approval; a refusal in its place makes the case one to dispute.
  await refuseByHand(platform, plan, made)
}

async function refuseByHand(platform: Platform, plan: PlanVersion, made: MadeDispute): Promise<void> {
  const { caseReference, clause = '1' } = made
  const command = { key: `refuse:${caseReference}`, kind: 'test', actor: system, content: { caseReference } }
  await commit<null>(platform, command, async (unit) => {
    const stored = (await loadClaim(platform, unit.reader, caseReference, { lock: true }))!
    const reason = { code: 'undeclared-fact', clause, text: '未告知。' } as const
    const refusedOn = unit.now.toZonedDateTimeISO(plan.timeZone).toPlainDate()
    const event = { kind: 'claim-refused', reviewerPersonId: 900_001n, refusedOn, reason } as const
    const claim = { ...stored.claim, status: 'refused', refusal: { reason, refusedOn } } as const
    const step = { claimId: stored.claimId, stepNo: stored.steps.length + 1, eventId: unit.newId(), event }
    const by = { actorPersonId: null, actorRole: 'system', now: unit.now } as const
    const subject = `claim/${caseReference}`
    return {
      answer: null,
      rows: [
        insertStep(platform, stored.subjectKey, { ...step, ...by }),
        updateClaim(stored.claimId, claim, step.stepNo, unit.now),
      ],
      events: [{ id: step.eventId, kind: event.kind, subject, plan: null, sealed: { step: event as never } }],
    }
  })
}

/** The newest dispute of a case. */
export async function disputeOf({ database }: Platform, caseReference: string): Promise<string> {
  const { rows } = await sql<{ reference: string }>`
    select d.reference from disputes d join claims using (claim_id) where case_reference = ${caseReference}
    order by opened_at desc limit 1`.execute(database)
  return rows[0]!.reference
}

/** A dispute that jurors may read: opened by the claimant, answered by a reviewer, its case file sealed. Returns its reference. */
export async function readyDispute(
  board: Board,
  plan: PlanVersion,
  made: MadeDispute,
  file = madeUpFile,
): Promise<string> {
  const { platform } = board
  const { caseReference, participantId } = made
  await refusedClaim(platform, plan, made)
  const statement = '我不认为这些药与此病有关。'
  const byClaimant = { key: board.key(), actor: board.actor(participantId), caseReference, statement }
  accepted(await disputeRefusal(platform, reviewBoard(platform), byClaimant))
  const dispute = await disputeOf(platform, caseReference)
  const against = { key: board.key(), actor: reviewer, dispute, side: 'against', text: '应当告知。' } as const
  accepted(await addStatement(platform, against))
  const sealing = { key: board.key(), actor: reviewer, dispute, file }
  accepted(await sealCaseFile(platform, sealing, async () => new Set()))
  return dispute
}

function accepted(outcome: { readonly accepted: true } | { readonly accepted: false; readonly refusal: object }): void {
  if (!outcome.accepted) throw new Error(JSON.stringify(outcome.refusal))
}
