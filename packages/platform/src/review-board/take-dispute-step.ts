import {
  type Decision,
  type DisputeEvent,
  disputeFacts,
  evolveDispute,
  planReference,
  type Refused,
  refuse,
} from '@tongzhou/core'
import type { Besides } from '../claims/index.ts'
import {
  type Actor,
  type Command,
  commit,
  type JournalEvent,
  type Outcome,
  type Row,
  type Unit,
} from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { insertDisputeStep, loadDispute, type StoredDispute, updateDispute } from './dispute-store.ts'

/** What a caller learns of a dispute after a step. */
export interface DisputeAnswer {
  readonly dispute: string
  readonly status: string
}

/** The journal subject of a dispute. */
export const disputeJournalSubject = (reference: string) => `dispute/${reference}`

/** The journal event of a step: what everybody may know in the open, the step itself as a commitment. */
export function disputeJournalEvent(
  id: string,
  reference: string,
  plan: string,
  event: DisputeEvent,
  now: Temporal.Instant,
  dispute: Parameters<typeof disputeFacts>[1],
): JournalEvent {
  const facts = disputeFacts(event, dispute, now)
  return {
    id,
    kind: event.kind,
    subject: disputeJournalSubject(reference),
    plan,
    facts,
    sealed: { step: event as never },
  }
}

/** Rows and journal event of one more step of a loaded dispute, for whoever commits them; no event while the log is not told of it. */
export function disputeStepEffects(
  platform: Platform,
  unit: Unit,
  actor: Actor,
  stored: StoredDispute,
  event: DisputeEvent,
): { readonly rows: readonly Row[]; readonly events: readonly JournalEvent[]; readonly answer: DisputeAnswer } {
  const { disputeId, reference, steps, subjectKey, told } = stored
  const dispute = evolveDispute(stored.dispute, event)
  const stepNo = steps.length + 1
  const eventId = unit.newId()
  const step = {
    disputeId,
    stepNo,
    eventId,
    actorPersonId: actor.personId,
    actorRole: actor.role,
    now: unit.now,
    event,
  }
  const { planCode, rulesVersion } = dispute.opened
  const plan = planReference({ plan: planCode, version: rulesVersion })
  return {
    rows: [insertDisputeStep(platform, subjectKey, step), updateDispute(disputeId, dispute, stepNo, unit.now)],
    events: told
      ? [{ ...disputeJournalEvent(eventId, reference, plan, event, unit.now, dispute), role: actor.role }]
      : [],
    answer: { dispute: reference, status: dispute.status },
  }
}

/** What is written besides a step of a dispute; a refusal undoes the step. */
export type BesidesDisputeStep = (written: {
  readonly unit: Unit
  /** Before the step. */
  readonly stored: StoredDispute
  readonly event: DisputeEvent
}) => Promise<Besides | Refused>

/** Takes a dispute one step on, as `takeStep` does with a claim. Refuses with dispute-not-found where there is none. */
export function takeDisputeStep(
  platform: Platform,
  command: Command,
  reference: string,
  decide: (stored: StoredDispute, unit: Unit) => Promise<Decision<DisputeEvent>> | Decision<DisputeEvent>,
  besides: BesidesDisputeStep = async () => ({}),
): Promise<Outcome<DisputeAnswer>> {
  return commit<DisputeAnswer>(platform, command, async (unit) => {
    const stored = await loadDispute(platform, unit.reader, { reference }, { lock: true })
    if (!stored) return refuse('dispute-not-found', { dispute: reference })
    const decision = await decide(stored, unit)
    if (!decision.accepted) return decision
    const { answer, events, rows } = disputeStepEffects(platform, unit, command.actor, stored, decision.event)
    const more = await besides({ unit, stored, event: decision.event })
    if ('accepted' in more) return more
    return { answer, events: [...events, ...(more.events ?? [])], rows: [...rows, ...(more.rows ?? [])] }
  })
}
