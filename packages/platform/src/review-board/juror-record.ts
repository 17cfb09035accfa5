import { type JurorBar, nextTryAt, type Refused } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform, Reader } from '../commit/platform.ts'
import { openSubjectKeys, personSubject } from '../identity/index.ts'
import { countAffiliations } from './affiliation-store.ts'
import { type JurorRules, planOfJurors } from './juror-command.ts'
import { lastFailure, openAttempt } from './juror-exam-store.ts'
import { standingOf } from './juror-standing.ts'
import { type JurorStatus, jurorOf } from './juror-store.ts'
import { latestSuspension, type StoredSuspension, suspensionContext } from './juror-suspension-store.ts'

/** What a juror did so far. */
export interface ServiceCounts {
  readonly cases: number
  readonly attended: number
  /** Cases with a ballot of theirs in which the board decided. */
  readonly decided: number
  readonly withMajority: number
  readonly controls: number
  readonly controlsRight: number
  readonly secondsSpent: number
}

/** A suspension in words, for the juror and for the operator. Texts are null where nobody wrote one, or were erased. */
export interface ShownSuspension {
  readonly suspensionId: string
  readonly jurorId: string
  readonly plan: string
  readonly cause: 'record' | 'operator'
  readonly suspendedAt: string
  readonly reason: string | null
  readonly appealedAt: string | null
  readonly appeal: string | null
  readonly decidedAt: string | null
  readonly upheld: boolean | null
  readonly decision: string | null
}

/** What somebody is shown of their office in a plan; also somebody who has none, so that they see what is missing. */
export interface JurorRecord {
  readonly plan: string
  /** Why they may not serve now; empty where they may. */
  readonly bars: readonly JurorBar[]
  readonly juror: {
    readonly status: JurorStatus
    readonly weight: number
    readonly passedOn: string
    /** base64; with it the juror finds their own line in a published lot. */
    readonly secret: string
  } | null
  readonly services: ServiceCounts
  readonly suspension: ShownSuspension | null
  readonly exam: { readonly openAttemptId: string | null; readonly nextTryAt: string | null }
  readonly affiliations: { readonly hospital: number; readonly employer: number; readonly household: number }
}

/** The record of a person in a plan. Refusals: plan-unknown, no-review-board. */
export async function jurorRecord(
  platform: Platform,
  rules: Pick<JurorRules, 'debtors'>,
  personId: bigint,
  planCode: string,
): Promise<JurorRecord | Refused> {
  const reader = platform.database
  const now = platform.clock.now()
  const board = await planOfJurors(reader, rules, planCode, now)
  if ('accepted' in board) return board
  const { exam } = board.plan.disputes
  const juror = await jurorOf(reader, personId, planCode)
  const suspension = juror?.status === 'suspended' ? await latestSuspension(reader, juror.jurorId) : null
  const failedAt = exam ? await lastFailure(reader, personId, planCode) : null
  const next = failedAt && exam ? nextTryAt(failedAt, exam) : null
  return {
    plan: planCode,
    bars: await standingOf(reader, personId, board.standing),
    juror: juror && {
      status: juror.status,
      weight: juror.weight,
      passedOn: juror.passedOn.toString(),
      secret: Buffer.from(juror.secret).toString('base64'),
    },
    services: await servicesOf(reader, juror?.jurorId ?? null),
    suspension: suspension && (await showSuspension(platform, reader, suspension)),
    exam: {
      openAttemptId: (await openAttempt(reader, personId, planCode))?.attemptId ?? null,
      nextTryAt: next && Temporal.Instant.compare(now, next) < 0 ? next.toString() : null,
    },
    affiliations: await countAffiliations(reader, personId),
  }
}

/** The services of a juror, added up; all nought for nobody. */
export async function servicesOf(reader: Reader, jurorId: bigint | null): Promise<ServiceCounts> {
  const { rows } = await sql<ServiceCounts>`
    select count(*)::integer as "cases", count(*) filter (where attended)::integer as "attended",
      count(with_majority)::integer as "decided", count(*) filter (where with_majority)::integer as "withMajority",
      count(control_right)::integer as "controls", count(*) filter (where control_right)::integer as "controlsRight",
      coalesce(sum(seconds_spent), 0)::integer as "secondsSpent"
    from juror_services where juror_id = ${jurorId}`.execute(reader)
  return rows[0]!
}

/** Opens the texts of a suspension; those of an erased person stay null. */
export async function showSuspension(
  platform: Platform,
  reader: Reader,
  suspension: StoredSuspension,
): Promise<ShownSuspension> {
  const { appealedAt, cause, decidedAt, jurorId, suspendedAt, upheld } = suspension
  const subject = personSubject(suspension.personId)
  const subjectKey = (await openSubjectKeys(platform, reader, [subject])).get(subject)
  const open = (part: 'reason' | 'appeal' | 'decision', sealed: Uint8Array | null, at: Temporal.Instant | null) =>
    sealed === null || at === null || subjectKey === undefined
      ? null
      : platform.vault.openText(subjectKey, suspensionContext(jurorId, part, at), sealed)
  return {
    suspensionId: suspension.suspensionId.toString(),
    jurorId: jurorId.toString(),
    plan: suspension.planCode,
    cause,
    suspendedAt: suspendedAt.toString(),
    reason: open('reason', suspension.sealedReason, suspendedAt),
    appealedAt: appealedAt?.toString() ?? null,
    appeal: open('appeal', suspension.sealedAppeal, appealedAt),
    decidedAt: decidedAt?.toString() ?? null,
    upheld,
    decision: open('decision', suspension.sealedDecision, decidedAt),
  }
}
