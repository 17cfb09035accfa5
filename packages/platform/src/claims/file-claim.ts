import {
  type Claim,
  type ClaimEvent,
  type ClaimStatement,
  dayOf,
  fileClaim as decideFiling,
  evolveClaim,
  planReference,
  type Refused,
  refuse,
  versionInForce,
} from '@tongzhou/core'
import { type Actor, commit, type JournalEvent, type Outcome, type Row, system, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { insertSubjectKey } from '../identity/index.ts'
import { loadParticipant, type StoredParticipant, wasPaidOut } from '../participants/index.ts'
import { planVersions } from '../plans/index.ts'
import { caseReference } from './case-reference.ts'
import { claimSubject, hasOpenClaim, insertClaim, insertStep } from './store.ts'
import { type ClaimAnswer, claimJournalEvent } from './take-step.ts'

export interface FileClaimCommand {
  readonly key: string
  readonly actor: Actor
  readonly statement: ClaimStatement
}

/**
 * Files a claim for a participant: by themselves, by their payer, or by an operator for somebody who can't (and for
 * heirs). Where a rule speaks against it the claim stands as refused at once, and can be disputed.
 */
export function fileClaim(
  platform: Platform,
  { key, actor, statement }: FileClaimCommand,
): Promise<Outcome<ClaimAnswer>> {
  const content = statement as never
  return commit<ClaimAnswer>(platform, { key, kind: 'file-claim', actor, content }, async (unit) => {
    const participant = await loadParticipant(unit.reader, statement.participantId, { lock: true })
    if (!participant || actor.personId === null) return refuse('not-your-participant') as Refused
    const plan = await planAtDiagnosis(unit, participant, statement)
    if (!plan) return refuse('no-plan-version', { day: statement.diagnosedOn.toString() }, { field: 'diagnosedOn' })
    const decision = decideFiling(
      {
        plan,
        membership: participant.membership,
        birthDate: participant.birthDate,
        hasOpenClaim: await hasOpenClaim(unit.reader, statement.participantId),
        mayClaim: mayClaimFor(actor, participant),
        paidOutBefore: await wasPaidOut(unit.reader, participant.personId, participant.planCode),
      },
      { claimantPersonId: actor.personId, statement },
      dayOf(unit.now, plan.timeZone),
    )
    if (!decision.accepted) return decision
    return filedEffects(platform, unit, actor, participant, decision.event)
  })
}

async function planAtDiagnosis(unit: Unit, participant: StoredParticipant, statement: ClaimStatement) {
  const versions = await planVersions(unit.reader, participant.planCode)
  return versionInForce(versions, statement.diagnosedOn)
}

function mayClaimFor(actor: Actor, participant: StoredParticipant): boolean {
  if (actor.role === 'operator') return true
  return actor.personId === participant.personId || actor.personId === participant.payerPersonId
}

function filedEffects(
  platform: Platform,
  unit: Unit,
  actor: Actor,
  participant: StoredParticipant,
  steps: readonly ClaimEvent[],
) {
  const claimId = unit.newId()
  const reference = caseReference(platform.dice.bytes(8))
  const subjectKey = platform.vault.newSubjectKey()
  const rows: Row[] = [insertSubjectKey(platform, claimSubject(claimId), subjectKey)]
  const events: JournalEvent[] = []
  let claim: Claim | null = null
  const { planCode } = participant
  const insertedSteps: Row[] = []
  for (const [index, event] of steps.entries()) {
    claim = evolveClaim(claim, event)
    // A refusal by the plan's figures is the platform's own step.
    const own = event.kind === 'claim-filed'
    const eventId = unit.newId()
    const plan = planReference({ plan: planCode, version: claim.planVersion })
    const entry = claimJournalEvent(eventId, reference, plan, event)
    events.push(own ? entry : { ...entry, role: system.role })
    insertedSteps.push(
      insertStep(platform, subjectKey, {
        claimId,
        stepNo: index + 1,
        eventId,
        actorPersonId: own ? actor.personId : null,
        actorRole: own ? actor.role : system.role,
        now: unit.now,
        event,
      }),
    )
  }
  const row = { claimId, caseReference: reference, planCode, claim: claim!, stepCount: steps.length, now: unit.now }
  rows.push({ write: insertClaim(row), orRefuse: refuse('claim-already-open') }, ...insertedSteps)
  return { rows, events, answer: { caseReference: reference, status: claim!.status, steps: steps.length } }
}
