import { type Claim, type ClaimEvent, type ClaimStatus, endStatuses, evolveClaim, type Role } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform, Reader, Write } from '../commit/platform.ts'
import { openSubjectKey, SubjectKeyDestroyed } from '../identity/index.ts'
import { readClaimEvent, writeClaimEvent } from './claim-codec.ts'

/** A step as it is kept: what happened, when, who in which role. */
export interface ClaimStep {
  readonly stepNo: number
  readonly eventId: string
  readonly recordedAt: Temporal.Instant
  readonly actorRole: Role
  readonly actorPersonId: bigint | null
  readonly event: ClaimEvent
}

/** A claim with its history, as loaded. `subjectKey` opens its steps and files. */
export interface StoredClaim {
  readonly claimId: string
  readonly caseReference: string
  readonly planCode: string
  readonly participantId: bigint
  readonly claim: Claim
  readonly steps: readonly ClaimStep[]
  readonly subjectKey: Uint8Array
}

interface StepRow {
  claim_id: string
  case_reference: string
  plan_code: string
  participant_id: bigint
  step_no: number
  event_id: string
  recorded_at: Temporal.Instant
  actor_role: Role
  actor_person_id: bigint | null
  sealed: Buffer
}

/** The key subject of a claim: its steps and files are encrypted with the key of this name. */
export function claimSubject(claimId: string): string {
  return `claim:${claimId}`
}

export const stepContext = (claimId: string, stepNo: number) => `claim-step:${claimId}:${stepNo}`

/**
 * Loads a claim by its case reference, locked until the transaction ends where `lock` is set; null where there is none, or its data was
 * deleted on request.
 */
export async function loadClaim(
  platform: Platform,
  reader: Reader,
  caseReference: string,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredClaim | null> {
  if (lock) await sql`select 1 from claims where case_reference = ${caseReference} for update`.execute(reader)
  const { rows } = await sql<StepRow>`
    select c.claim_id, c.case_reference, c.plan_code, c.participant_id,
      s.step_no, s.event_id, s.recorded_at, s.actor_role, s.actor_person_id, s.sealed
    from claims c join claim_steps s using (claim_id)
    where c.case_reference = ${caseReference} order by s.step_no`.execute(reader)
  const first = rows[0]
  if (!first) return null
  const subjectKey = await keyOrNull(platform, reader, claimSubject(first.claim_id))
  if (subjectKey === null) return null
  const steps = rows.map((row) => openStep(platform, subjectKey, row))
  const claim = steps.reduce<Claim | null>((so_far, step) => evolveClaim(so_far, step.event), null)
  return {
    claimId: first.claim_id,
    caseReference: first.case_reference,
    planCode: first.plan_code,
    participantId: first.participant_id,
    claim: claim!,
    steps,
    subjectKey,
  }
}

async function keyOrNull(platform: Platform, reader: Reader, subject: string): Promise<Uint8Array | null> {
  try {
    return await openSubjectKey(platform, reader, subject)
  } catch (fault) {
    if (fault instanceof SubjectKeyDestroyed) return null
    throw fault
  }
}

function openStep(platform: Platform, subjectKey: Uint8Array, row: StepRow): ClaimStep {
  const text = platform.vault.openText(subjectKey, stepContext(row.claim_id, row.step_no), row.sealed)
  return {
    stepNo: row.step_no,
    eventId: row.event_id,
    recordedAt: row.recorded_at,
    actorRole: row.actor_role,
    actorPersonId: row.actor_person_id,
    event: readClaimEvent(text),
  }
}

export interface NewStep {
  readonly claimId: string
  readonly stepNo: number
  readonly eventId: string
  readonly actorPersonId: bigint | null
  readonly actorRole: Role
  readonly now: Temporal.Instant
  readonly event: ClaimEvent
}

export function insertStep(platform: Platform, subjectKey: Uint8Array, step: NewStep): Write {
  const { claimId, stepNo } = step
  const sealed = platform.vault.sealText(subjectKey, stepContext(claimId, stepNo), writeClaimEvent(step.event))
  return sql`
    insert into claim_steps (claim_id, step_no, event_id, kind, actor_person_id, actor_role, recorded_at, sealed)
    values (${claimId}, ${stepNo}, ${step.eventId}, ${step.event.kind}, ${step.actorPersonId}, ${step.actorRole},
      ${step.now}, ${sealed})`
}

export interface NewClaim {
  readonly claimId: string
  readonly caseReference: string
  readonly planCode: string
  readonly claim: Claim
  readonly stepCount: number
  readonly now: Temporal.Instant
}

/** Changes nothing where the participant has an open claim already. */
export function insertClaim({ claimId, caseReference, planCode, claim, stepCount, now }: NewClaim): Write {
  const { statement } = claim
  return sql`
    insert into claims (claim_id, case_reference, plan_code, plan_version, participant_id, claimant_person_id, status,
      illness_code, mild, payout_fen, filed_on, refused_on, refusal_code, status_since, step_count)
    values (${claimId}, ${caseReference}, ${planCode}, ${claim.planVersion}, ${statement.participantId},
      ${claim.claimantPersonId}, ${claim.status}, ${statement.illness}, ${statement.mild}, ${claim.payoutFen},
      ${claim.filedOn}, ${claim.refusal?.refusedOn ?? null}, ${claim.refusal?.reason.code ?? null}, ${now}, ${stepCount})
    on conflict (participant_id) where status not in ('paid', 'closed', 'withdrawn') do nothing`
}

/** Brings the row of a claim to what the fold of its steps says. */
export function updateClaim(claimId: string, claim: Claim, stepCount: number, now: Temporal.Instant): Write {
  return sql`
    update claims set
      status = ${claim.status},
      status_since = case when status = ${claim.status} then status_since else ${now} end,
      evidence_due_on = ${claim.evidenceDueOn},
      refused_on = ${claim.refusal?.refusedOn ?? null},
      refusal_code = ${claim.refusal?.reason.code ?? null},
      period_code = ${claim.period},
      objections_until = ${claim.objectionsUntil},
      open_objections = ${claim.openObjections.length},
      investigator_person_id = ${claim.investigatorPersonId},
      step_count = ${stepCount}
    where claim_id = ${claimId}`
}

/** Whether the participant has a claim that has not ended. */
export async function hasOpenClaim(reader: Reader, participantId: bigint): Promise<boolean> {
  const { rows } = await sql`
    select 1 from claims where participant_id = ${participantId} and status <> all (${[...endStatuses]})`.execute(
    reader,
  )
  return rows.length > 0
}

/**
 * Whether `personId` is tied to the case of `claimantPersonId` for `participantId`: the same person, one payer over
 * both, one paying for the other, or a declared kinship.
 */
export async function isRelated(
  reader: Reader,
  personId: bigint,
  stored: Pick<StoredClaim, 'participantId'> & { readonly claimantPersonId: bigint },
): Promise<boolean> {
  const { rows } = await sql<{ related: boolean }>`
    with ill as (
      select person_id from participants where participant_id = ${stored.participantId}
      union select ${stored.claimantPersonId}::bigint),
    ill_family as (
      select payer_person_id as person_id from participants where person_id in (select person_id from ill)
      union select person_id from ill),
    own_family as (
      select payer_person_id as person_id from participants where person_id = ${personId}
      union select ${personId}::bigint)
    select exists (select 1 from ill_family join own_family using (person_id))
      or exists (
        select 1 from kinships k join ill on ill.person_id in (k.person_id, k.relative_person_id)
        where ${personId}::bigint in (k.person_id, k.relative_person_id)) as related`.execute(reader)
  return rows[0]!.related
}

/** References of the claims in `status` whose plan and day fields meet `condition`, oldest first, at most `limit`. */
export async function dueCases(
  reader: Reader,
  planCode: string,
  status: Extract<ClaimStatus, 'evidence-requested' | 'refused'>,
  before: Temporal.PlainDate,
): Promise<readonly string[]> {
  const column = status === 'refused' ? sql.ref('refused_on') : sql.ref('evidence_due_on')
  const { rows } = await sql<{ case_reference: string }>`
    select case_reference from claims
    where plan_code = ${planCode} and status = ${status} and ${column} < ${before}
    order by ${column}, case_reference`.execute(reader)
  return rows.map((row) => row.case_reference)
}

export function insertKinship(
  personId: bigint,
  relativePersonId: bigint,
  declaredBy: bigint,
  now: Temporal.Instant,
): Write {
  return sql`
    insert into kinships (person_id, relative_person_id, declared_by, recorded_at)
    values (${personId}, ${relativePersonId}, ${declaredBy}, ${now}) on conflict do nothing`
}

export async function isKnownCase(reader: Reader, caseReference: string): Promise<boolean> {
  const { rows } = await sql`select 1 from claims where case_reference = ${caseReference}`.execute(reader)
  return rows.length > 0
}

/** The person whose claim this is; null where there is no such case. */
export async function claimantOfCase(reader: Reader, caseReference: string): Promise<bigint | null> {
  const { rows } = await sql<{ claimant_person_id: bigint }>`
    select claimant_person_id from claims where case_reference = ${caseReference}`.execute(reader)
  return rows[0]?.claimant_person_id ?? null
}
