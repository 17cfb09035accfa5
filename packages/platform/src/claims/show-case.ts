import { type ClaimEvent, type ClaimRefusalReason, lastDisputeDay, type PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import { evidenceName, type StoredEvidence } from '../evidence/index.ts'
import type { Vault } from '../identity/index.ts'
import type { EntryState } from '../journal/index.ts'
import type { ClaimStep, StoredClaim } from './store.ts'

/** One line of a case's history, as the claimant and the officers see it. Days and sums are texts, ready for JSON. */
export interface TimelineLine {
  readonly stepNo: number
  readonly kind: ClaimEvent['kind']
  readonly at: string
  readonly role: string
  readonly eventId: string
  /** What was said in this step: question, reason, report. Empty where the step says nothing in words. */
  readonly text: string
  readonly reasonCode: ClaimRefusalReason | null
  readonly clause: string | null
  readonly dueOn: string | null
  /** How far the step's entry has come on the log: final is what the consortium's quorum has countersigned. */
  readonly entry: 'recorded' | 'logged' | 'final'
  readonly finalAt: string | null
  readonly signedBy: string[]
}

/** Everything the claimant may see of their case: every step and why. */
export function caseView(
  stored: StoredClaim,
  plan: PlanVersion,
  viewer: 'claimant' | 'officer',
  entries: readonly EntryState[],
) {
  const entryOf = new Map(entries.map((entry) => [entry.eventId, entry]))
  const { claim, caseReference, planCode } = stored
  const { statement } = claim
  return {
    caseReference,
    plan: planCode,
    planVersion: claim.planVersion,
    participantId: stored.participantId.toString(),
    status: claim.status,
    illness: statement.illness,
    mild: statement.mild,
    cause: statement.cause,
    diagnosedOn: statement.diagnosedOn.toString(),
    hospital: statement.hospital,
    filedOn: claim.filedOn.toString(),
    payoutFen: claim.payoutFen.toString(),
    evidenceIds: [...claim.evidenceIds],
    evidenceDueOn: claim.evidenceDueOn?.toString() ?? null,
    disputeUntil: claim.status === 'refused' ? lastDisputeDay(claim, plan).toString() : null,
    verdicts: claim.verdicts,
    newEvidence: claim.evidenceIds.length > claim.evidenceAtVerdict,
    period: claim.period,
    objectionsUntil: claim.objectionsUntil?.toString() ?? null,
    openObjections: [...claim.openObjections],
    timeline: stored.steps.map((step) => timelineLine(step, viewer, entryOf.get(step.eventId)!)),
  }
}

export type CaseView = ReturnType<typeof caseView>

function timelineLine(step: ClaimStep, viewer: 'claimant' | 'officer', entry: EntryState): TimelineLine {
  const { event } = step
  const refused = event.kind === 'claim-refused' ? event.reason : null
  return {
    stepNo: step.stepNo,
    kind: event.kind,
    at: step.recordedAt.toString(),
    role: step.actorRole,
    eventId: step.eventId,
    text: textOf(event, viewer),
    reasonCode: refused?.code ?? null,
    clause: refused?.clause ?? ('clause' in event ? event.clause : null),
    dueOn: event.kind === 'evidence-requested' ? event.dueOn.toString() : null,
    entry: entry.state,
    finalAt: entry.finalAt?.toString() ?? null,
    signedBy: entry.signedBy.map(({ name }) => name),
  }
}

function textOf(event: ClaimEvent, viewer: 'claimant' | 'officer'): string {
  switch (event.kind) {
    case 'evidence-requested':
      return event.question
    case 'claim-refused':
      return [event.reason.text, event.reason.undeclared?.bearing].filter(Boolean).join('\n')
    case 'approval-proposed':
    case 'claim-approved':
    case 'approval-returned':
    case 'objection-dismissed':
    case 'objection-upheld':
      return event.text
    case 'objection-raised':
      return event.reason
    case 'verdict-received':
      return event.verdict
    case 'refusal-disputed':
    case 'objection-disputed':
    case 'claim-referred':
      return event.statement
    case 'investigation-reported':
      return event.report
    case 'desk-review-passed':
      // Notes between officers; what counts for the claimant is in the decision.
      return viewer === 'officer' ? event.note : ''
    default:
      return ''
  }
}

/** The files of a case in the order of its steps; the name is null after erasure. */
export function evidenceLines(vault: Vault, stored: StoredClaim, files: readonly StoredEvidence[]) {
  const { evidenceIds } = stored.claim
  const inOrder = files.toSorted((a, b) => evidenceIds.indexOf(a.evidenceId) - evidenceIds.indexOf(b.evidenceId))
  return inOrder.map((file) => ({
    evidenceId: file.evidenceId,
    name: evidenceName(vault, stored.subjectKey, file),
    mediaType: file.mediaType,
    byteLength: file.byteLength,
    pages: file.pages,
    addedAt: file.recordedAt.toString(),
  }))
}

/** A claim in a list: what a queue or "my claims" shows. */
export interface CaseLine {
  readonly caseReference: string
  readonly plan: string
  readonly planVersion: number
  readonly participantId: string
  readonly status: string
  readonly illness: string
  readonly payoutFen: string
  readonly filedOn: string
  readonly statusSince: string
  readonly dueOn: string | null
}

interface CaseRow {
  case_reference: string
  plan_code: string
  plan_version: number
  participant_id: bigint
  status: string
  illness_code: string
  payout_fen: bigint
  filed_on: Temporal.PlainDate
  status_since: Temporal.Instant
  evidence_due_on: Temporal.PlainDate | null
}

const caseColumns = sql`case_reference, plan_code, plan_version, participant_id, status, illness_code, payout_fen,
  filed_on, status_since, evidence_due_on`

function caseLine(row: CaseRow): CaseLine {
  return {
    caseReference: row.case_reference,
    plan: row.plan_code,
    planVersion: row.plan_version,
    participantId: row.participant_id.toString(),
    status: row.status,
    illness: row.illness_code,
    payoutFen: row.payout_fen.toString(),
    filedOn: row.filed_on.toString(),
    statusSince: row.status_since.toString(),
    dueOn: row.evidence_due_on?.toString() ?? null,
  }
}

/** The claims of a person: filed by them, or for a participant that they are or pay for. Newest first. */
export async function casesOfPerson(reader: Reader, personId: bigint): Promise<readonly CaseLine[]> {
  const { rows } = await sql<CaseRow>`
    select ${caseColumns} from claims
    where (claimant_person_id = ${personId} or participant_id = any(array(
      select participant_id from participants where person_id = ${personId} or payer_person_id = ${personId})))
      and exists (select from subject_keys k where k.subject = 'claim:' || claim_id and k.wrapped_key is not null)
    order by filed_on desc, case_reference`.execute(reader)
  return rows.map(caseLine)
}
