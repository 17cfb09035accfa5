import { type Claim, type ClaimEvent, type ClaimStatus, endStatuses } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform } from '../commit/platform.ts'
import { type ClaimStep, loadClaim, type StoredClaim } from './store.ts'

/** `before-board`: the objector did not give in. `confirmed`, `overruled`: what the board, or what became of the case, says. */
export const objectionStates = [
  'open',
  'dismissed',
  'upheld',
  'before-board',
  'confirmed',
  'overruled',
  'ended',
] as const
export type ObjectionState = (typeof objectionStates)[number]

/** Somebody who objects more often than this is not shown the oldest ones: each costs the opening of a case. */
const mostShown = 100

/** The objections of a person, newest first, with what became of each. Tells nothing else about the cases. */
export async function objectionsOf(platform: Platform, personId: bigint) {
  const { rows } = await sql<{ case_reference: string }>`
    select c.case_reference from claim_steps s join claims c using (claim_id)
    where s.actor_person_id = ${personId} and s.kind = 'objection-raised'
    group by c.case_reference order by max(s.recorded_at) desc limit ${mostShown}`.execute(platform.database)
  const cases = await Promise.all(
    rows.map(({ case_reference }) => loadClaim(platform, platform.database, case_reference)),
  )
  return cases
    .flatMap((stored) => (stored ? ownObjections(stored, personId) : []))
    .toSorted((one, other) => other.raisedAt.localeCompare(one.raisedAt))
}

function ownObjections(stored: StoredClaim, personId: bigint) {
  return stored.steps.flatMap((step, at) => {
    const { event } = step
    if (event.kind !== 'objection-raised' || event.objectorPersonId !== personId) return []
    const { objectionId, reason } = event
    const { answer, state } = whatBecame(objectionId, stored.steps.slice(at + 1), stored.claim.status)
    return {
      objectionId,
      caseReference: stored.caseReference,
      plan: stored.planCode,
      raisedAt: step.recordedAt.toString(),
      reason,
      state,
      answer,
      mayDispute: state === 'dismissed' && mayDispute(stored.claim, objectionId),
    }
  })
}

function mayDispute({ dismissedObjections, status }: Claim, objectionId: string): boolean {
  return (
    (status === 'published' || status === 'approved') &&
    dismissedObjections.some((one) => one.objectionId === objectionId)
  )
}

/** What the steps after an objection say of it. */
function whatBecame(objectionId: string, later: readonly ClaimStep[], status: ClaimStatus) {
  let state: ObjectionState = 'open'
  let answer = ''
  for (const { event } of later) {
    if (concerns(event, objectionId)) {
      state = stateAfter(event.kind)
      if (event.kind !== 'objection-disputed') answer = event.text
    } else if (event.kind === 'verdict-received' && state === 'before-board') {
      const { outcome } = event
      state = outcome === 'rejected' ? 'confirmed' : outcome === 'upheld' ? 'overruled' : 'dismissed'
    }
  }
  const isOver = state === 'open' && endStatuses.includes(status)
  return { state: isOver ? ('ended' as const) : state, answer }
}

type AboutObjection = Extract<ClaimEvent, { kind: 'objection-dismissed' | 'objection-upheld' | 'objection-disputed' }>

function concerns(event: ClaimEvent, objectionId: string): event is AboutObjection {
  const isAbout = event.kind === 'objection-dismissed' || event.kind === 'objection-upheld'
  return (isAbout || event.kind === 'objection-disputed') && event.objectionId === objectionId
}

function stateAfter(kind: AboutObjection['kind']): ObjectionState {
  switch (kind) {
    case 'objection-dismissed':
      return 'dismissed'
    case 'objection-upheld':
      return 'upheld'
    case 'objection-disputed':
      return 'before-board'
  }
}
