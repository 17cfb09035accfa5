import {
  ageInYears,
  type ChecklistItem,
  firstDayAfterWaiting,
  holderAt,
  type PlanVersion,
  requiredChecklist,
} from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform, Reader } from '../../commit/platform.ts'
import { evidenceName, evidenceOf, sameFilesElsewhere, viewsOf } from '../../evidence/index.ts'
import { openName } from '../../identity/index.ts'
import { loadParticipant, openDeclarationOf } from '../../participants/index.ts'
import { casesOfPerson } from '../show-case.ts'
import type { StoredClaim } from '../store.ts'
import { takenCase } from './desk-store.ts'

/** What whoever works on a case needs besides the case itself. The plan is the version by which the claim is judged. */
export async function caseDesk(platform: Platform, stored: StoredClaim, plan: PlanVersion) {
  const { review } = plan
  const taken = holderAt(await takenCase(platform.database, stored.claimId), platform.clock.now())
  return {
    taken: taken && {
      personId: taken.personId.toString(),
      name: await openName(platform, platform.database, taken.personId),
      until: taken.until.toString(),
    },
    claimant: await claimantOf(platform, stored, plan),
    papers: await papersOf(platform, stored),
    checklist: requiredChecklist(plan, stored.claim.statement.illness).map(itemShown),
    answered: answeredChecklist(stored),
    investigationSteps: (review.investigationSteps ?? []).map(itemShown),
    investigation: review.investigation,
    needsSecondApproval: stored.claim.payoutFen > BigInt(review.secondApprovalAboveFen),
    investigatorPersonId: stored.claim.investigatorPersonId?.toString() ?? null,
    objections: stored.claim.raisedObjections
      .filter(({ objectionId }) => stored.claim.openObjections.includes(objectionId))
      .map(({ objectionId }) => ({ objectionId, reason: reasonOf(stored, objectionId) })),
  }
}

const itemShown = ({ code, text }: ChecklistItem) => ({ code, text })

function reasonOf({ steps }: StoredClaim, objectionId: string): string {
  for (const { event } of steps) {
    if (event.kind === 'objection-raised' && event.objectionId === objectionId) return event.reason
  }
  return ''
}

/** The checklist as the last desk review answered it. */
function answeredChecklist({ steps }: StoredClaim) {
  const last = steps.findLast(({ event }) => event.kind === 'desk-review-passed')?.event
  return last?.kind === 'desk-review-passed' ? [...last.checklist] : []
}

async function claimantOf(platform: Platform, { claim, participantId }: StoredClaim, plan: PlanVersion) {
  const { database } = platform
  const participant = await loadParticipant(database, participantId)
  if (!participant) throw new Error(`the participant ${participantId} of a claim is gone`)
  const { membership, personId, payerPersonId } = participant
  const declared = await openDeclarationOf(platform, participant)
  const questions = plan.eligibility.healthQuestions
  return {
    name: await openName(platform, database, personId),
    ageAtDiagnosis: ageInYears(participant.birthDate, claim.statement.diagnosedOn, plan.eligibility.leapDayBirthday),
    region: participant.region,
    relation: participant.relation,
    payerName: personId === payerPersonId ? null : await openName(platform, database, payerPersonId),
    joinedOn: membership.joinedOn.toString(),
    coveredFrom: firstDayAfterWaiting(membership.joinedOn, plan.waitingPeriod.days).toString(),
    endedOn: membership.endedOn?.toString() ?? null,
    declaration: questions.map(({ code, question }) => ({ code, question, answer: declared?.answers[code] ?? null })),
    cases: [...(await casesOfPerson(database, claim.claimantPersonId))],
  }
}

async function papersOf(platform: Platform, { claimId, subjectKey, steps }: StoredClaim) {
  const { database, vault } = platform
  const twins = await caseReferencesOf(database, claimId)
  const roles = new Map(
    steps.flatMap(({ actorRole, event }) =>
      event.kind === 'evidence-added' ? [[event.evidenceId, actorRole] as const] : [],
    ),
  )
  const files = await evidenceOf(database, claimId)
  return Promise.all(
    files.map(async (file) => ({
      evidenceId: file.evidenceId,
      name: evidenceName(vault, subjectKey, file),
      mediaType: file.copyMediaType,
      pages: file.pages,
      byteLength: file.byteLength,
      addedAt: file.recordedAt.toString(),
      addedBy: roles.get(file.evidenceId) ?? 'participant',
      alsoIn: twins.get(file.evidenceId) ?? [],
      looks: (await viewsOf(database, file.evidenceId)).length,
    })),
  )
}

/** For each file, the other cases that hold the same bytes. */
async function caseReferencesOf(reader: Reader, claimId: string): Promise<ReadonlyMap<string, string[]>> {
  const same = await sameFilesElsewhere(reader, claimId)
  if (same.length === 0) return new Map()
  const { rows } = await sql<{ claim_id: string; case_reference: string }>`
    select claim_id, case_reference from claims
    where claim_id = any(${same.map(({ otherClaimId }) => otherClaimId)}::uuid[])`.execute(reader)
  const references = new Map(rows.map((row) => [row.claim_id, row.case_reference]))
  return Map.groupBy(same, ({ evidenceId }) => evidenceId)
    .entries()
    .reduce((found, [evidenceId, ones]) => {
      return found.set(evidenceId, [...new Set(ones.flatMap((one) => references.get(one.otherClaimId) ?? []))])
    }, new Map<string, string[]>())
}

/** Every look at the papers of a case, newest first: who, in which role, at what. */
export async function looksAt(platform: Platform, { claimId }: StoredClaim) {
  const files = await evidenceOf(platform.database, claimId)
  const looks = await Promise.all(
    files.map(async ({ evidenceId }) =>
      (await viewsOf(platform.database, evidenceId)).map((view) => ({ evidenceId, view })),
    ),
  )
  const names = new Map<bigint, string | null>()
  for (const { view } of looks.flat()) {
    if (names.has(view.viewerPersonId)) continue
    names.set(view.viewerPersonId, await openName(platform, platform.database, view.viewerPersonId))
  }
  return looks
    .flat()
    .map(({ evidenceId, view }) => ({
      evidenceId,
      personId: view.viewerPersonId.toString(),
      name: names.get(view.viewerPersonId) ?? null,
      role: view.viewerRole,
      shown: view.shown,
      at: view.recordedAt.toString(),
    }))
    .toSorted((one, other) => (one.at < other.at ? 1 : -1))
}
