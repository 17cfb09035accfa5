import { type Dispute, type DisputeEvent, endedDisputes, evolveDispute, type Role } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform, Reader, Write } from '../commit/platform.ts'
import { openSubjectKey } from '../identity/index.ts'
import { readDisputeEvent, writeDisputeEvent } from './dispute-codec.ts'

export interface DisputeStep {
  readonly stepNo: number
  readonly eventId: string
  readonly recordedAt: Temporal.Instant
  readonly actorRole: Role
  readonly event: DisputeEvent
}

/** A dispute with its history, as loaded. `subjectKey` opens its steps. */
export interface StoredDispute {
  readonly disputeId: string
  readonly reference: string
  /** Of the claim; null for a control case. */
  readonly caseReference: string | null
  readonly dispute: Dispute
  readonly steps: readonly DisputeStep[]
  /** Whether the log knows of it; before, its steps wait for `tellDispute`. */
  readonly told: boolean
  readonly subjectKey: Uint8Array
}

/** The key subject of a dispute. */
export const disputeSubject = (disputeId: string) => `dispute:${disputeId}`
export const disputeStepContext = (disputeId: string, stepNo: number) => `dispute-step:${disputeId}:${stepNo}`

/** Which dispute: by its public reference, or as the one of a claim that has not ended. */
export type WhichDispute = { readonly reference: string } | { readonly openOfClaim: string }

/** Loads a dispute, locked until the transaction ends where `lock` is set; null where there is none. */
export async function loadDispute(
  platform: Platform,
  reader: Reader,
  which: WhichDispute,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredDispute | null> {
  const condition =
    'reference' in which
      ? sql`d.reference = ${which.reference}`
      : sql`d.claim_id = ${which.openOfClaim} and d.status <> all (${[...endedDisputes]}::text[])`
  if (lock) await sql`select 1 from disputes d where ${condition} for update`.execute(reader)
  const { rows } = await sql<{
    dispute_id: string
    reference: string
    case_reference: string | null
    step_no: number
    event_id: string
    recorded_at: Temporal.Instant
    actor_role: Role
    sealed: Buffer
    told: boolean
  }>`
    select d.dispute_id, d.reference, c.case_reference, s.step_no, s.event_id, s.recorded_at, s.actor_role, s.sealed,
      exists (select from journal_events e where e.event_id = s.event_id) as told
    from disputes d join dispute_steps s using (dispute_id) left join claims c on c.claim_id = d.claim_id
    where ${condition} order by s.step_no`.execute(reader)
  const first = rows[0]
  if (!first) return null
  const subjectKey = await openSubjectKey(platform, reader, disputeSubject(first.dispute_id))
  const steps = rows.map((row) => ({
    stepNo: row.step_no,
    eventId: row.event_id,
    recordedAt: row.recorded_at,
    actorRole: row.actor_role,
    event: readDisputeEvent(
      platform.vault.openText(subjectKey, disputeStepContext(row.dispute_id, row.step_no), row.sealed),
    ),
  }))
  const dispute = steps.reduce<Dispute | null>((sofar, { event }) => evolveDispute(sofar, event), null)
  const { case_reference: caseReference, dispute_id: disputeId, reference, told } = first
  return { disputeId, reference, caseReference, dispute: dispute!, steps, told, subjectKey }
}

export interface NewDisputeStep {
  readonly disputeId: string
  readonly stepNo: number
  readonly eventId: string
  readonly actorPersonId: bigint | null
  readonly actorRole: Role
  readonly now: Temporal.Instant
  readonly event: DisputeEvent
}

export function insertDisputeStep({ vault }: Platform, subjectKey: Uint8Array, step: NewDisputeStep): Write {
  const { actorPersonId, actorRole, disputeId, event, eventId, now, stepNo } = step
  const sealed = vault.sealText(subjectKey, disputeStepContext(disputeId, stepNo), writeDisputeEvent(event))
  return sql`
    insert into dispute_steps (dispute_id, step_no, event_id, kind, actor_person_id, actor_role, recorded_at, sealed)
    values (${disputeId}, ${stepNo}, ${eventId}, ${event.kind}, ${actorPersonId}, ${actorRole}, ${now},
      ${Buffer.from(sealed)})`
}

/** What the row of a dispute says of the fold; `verify` compares the two. */
export function disputeRow(dispute: Dispute, stepCount: number) {
  const { opened, status, verdict } = dispute
  return {
    claim_id: opened.claimId,
    plan_code: opened.planCode,
    rules_version: opened.rulesVersion,
    mode: opened.terms.panel ? 'panel' : 'open',
    opener: opened.opener,
    status,
    illness_code: opened.illness,
    mild: opened.mild,
    clause: dispute.file?.clause ?? null,
    due_at: dueAt(dispute),
    outcome: verdict?.outcome ?? null,
    pay: verdict?.pay ?? null,
    do_not_pay: verdict?.doNotPay ?? null,
    invalid: verdict?.invalid ?? null,
    summary: verdict ? dispute.file!.summary : null,
    step_count: stepCount,
  }
}

function dueAt({ answersDueAt, closesAt, status }: Dispute): Temporal.Instant | null {
  if (status === 'seating') return answersDueAt
  return status === 'voting' ? closesAt : null
}

export interface NewDispute {
  readonly disputeId: string
  readonly reference: string
  readonly dispute: Dispute
  readonly now: Temporal.Instant
}

export function insertDispute({ dispute, disputeId, now, reference }: NewDispute): Write {
  const row = disputeRow(dispute, 1)
  return sql`
    insert into disputes (dispute_id, reference, claim_id, plan_code, rules_version, mode, opener, status, illness_code, mild,
      opened_at, step_count)
    values (${disputeId}, ${reference}, ${row.claim_id}, ${row.plan_code}, ${row.rules_version}, ${row.mode}, ${row.opener},
      ${row.status}, ${row.illness_code}, ${row.mild}, ${now}, 1)`
}

/** Brings the row of a dispute to what the fold of its steps says. */
export function updateDispute(disputeId: string, dispute: Dispute, stepCount: number, now: Temporal.Instant): Write {
  const row = disputeRow(dispute, stepCount)
  const endedAt = endedDisputes.includes(dispute.status) ? now : null
  return sql`
    update disputes set status = ${row.status}, clause = ${row.clause}, due_at = ${row.due_at}, outcome = ${row.outcome},
      pay = ${row.pay}, do_not_pay = ${row.do_not_pay}, invalid = ${row.invalid}, summary = ${row.summary},
      ended_at = ${endedAt}, step_count = ${stepCount}
    where dispute_id = ${disputeId}`
}

/**
 * Ballots of a dispute and its close take turns: many ballots at a time share this, the close waits for all of them and keeps
 * later ones out. Held to the end of the transaction.
 */
export function lockVote(reference: string, held: 'shared' | 'alone'): Write {
  const lock = sql.raw(held === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
  return sql`select ${lock}(hashtextextended(${`vote:${reference}`}, 0))`
}

/** References of disputes at work in these statuses, those due first. */
export async function disputesIn(reader: Reader, statuses: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ reference: string }>`
    select reference from disputes where status = any(${[...statuses]}::text[])
      and status not in ('decided', 'withdrawn')
    order by due_at nulls first, reference`.execute(reader)
  return rows.map(({ reference }) => reference)
}
