import { type ClaimEvent, type Decision, evolveClaim, planReference, type Refused, refuse } from '@tongzhou/core'
import {
  type Actor,
  type Command,
  commit,
  type JournalEvent,
  type Outcome,
  type Row,
  type Unit,
} from '../commit/commit.ts'
import type { Platform, Write } from '../commit/platform.ts'
import { publicFacts } from './public-facts.ts'
import { insertStep, loadClaim, type StoredClaim, updateClaim } from './store.ts'

/** What a caller learns of a claim after a step. */
export interface ClaimAnswer {
  readonly caseReference: string
  readonly status: string
  readonly steps: number
}

export interface StepEffects {
  readonly rows: readonly Write[]
  readonly events: readonly JournalEvent[]
  readonly answer: ClaimAnswer
}

/** The journal subject of a case. */
export function caseSubject(caseReference: string): string {
  return `claim/${caseReference}`
}

/** Rows and journal event of one more step of a loaded claim, for whoever commits them. */
export function stepEffects(
  platform: Platform,
  unit: Unit,
  actor: Actor,
  stored: StoredClaim,
  event: ClaimEvent,
): StepEffects {
  const { claimId, caseReference, planCode, steps } = stored
  const claim = evolveClaim(stored.claim, event)
  const stepNo = steps.length + 1
  const eventId = unit.newId()
  const { role: actorRole, personId: actorPersonId } = actor
  const step = { claimId, stepNo, eventId, actorPersonId, actorRole, now: unit.now, event }
  return {
    rows: [insertStep(platform, stored.subjectKey, step), updateClaim(claimId, claim, stepNo, unit.now)],
    events: [
      claimJournalEvent(eventId, caseReference, planReference({ plan: planCode, version: claim.planVersion }), event),
    ],
    answer: { caseReference, status: claim.status, steps: stepNo },
  }
}

export function claimJournalEvent(id: string, reference: string, plan: string, event: ClaimEvent): JournalEvent {
  const subject = caseSubject(reference)
  return { id, kind: event.kind, subject, plan, facts: publicFacts(event), sealed: { step: event as never } }
}

/** What is written besides a step, in its transaction. */
export interface Besides {
  readonly rows?: readonly Row[]
  readonly events?: readonly JournalEvent[]
}

/** Says what is written besides a step; a refusal undoes the step. */
export type BesidesStep = (written: {
  readonly eventId: string
  readonly now: Temporal.Instant
  readonly unit: Unit
  /** The claim before the step. */
  readonly stored: StoredClaim
  readonly event: ClaimEvent
}) => Promise<Besides | Refused> | Besides

/**
 * Takes a claim one step on: loads it locked, lets `decide` decide in core, commits. Every verb on an existing claim is
 * this with another decision. Refuses with claim-not-found where there is no such case.
 */
export function takeStep(
  platform: Platform,
  command: Command,
  caseReference: string,
  decide: (stored: StoredClaim, unit: Unit) => Promise<Decision<ClaimEvent>>,
  besides: BesidesStep = () => ({}),
): Promise<Outcome<ClaimAnswer>> {
  return commit<ClaimAnswer>(platform, command, async (unit) => {
    const stored = await loadClaim(platform, unit.reader, caseReference, { lock: true })
    if (!stored) return refuse('claim-not-found', { case: caseReference })
    const decision = await decide(stored, unit)
    if (!decision.accepted) return decision
    const { rows, events, answer } = stepEffects(platform, unit, command.actor, stored, decision.event)
    const written = { eventId: events[0]!.id, now: unit.now, unit, stored, event: decision.event }
    const more = await besides(written)
    if ('accepted' in more) return more
    return { answer, events: [...events, ...(more.events ?? [])], rows: [...rows, ...(more.rows ?? [])] }
  })
}
