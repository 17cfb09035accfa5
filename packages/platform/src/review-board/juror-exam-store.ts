import type { DrawnQuestion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** A try of the examination as loaded. */
export interface StoredAttempt {
  readonly attemptId: string
  readonly personId: bigint
  readonly planCode: string
  readonly questions: readonly DrawnQuestion[]
  readonly passMark: number
  readonly begunAt: Temporal.Instant
  readonly answeredAt: Temporal.Instant | null
}

async function attemptWhere(reader: Reader, condition: Write, lock: boolean): Promise<StoredAttempt | null> {
  const { rows } = await sql<{
    attempt_id: string
    person_id: bigint
    plan_code: string
    questions: DrawnQuestion[]
    pass_mark: number
    begun_at: Temporal.Instant
    answered_at: Temporal.Instant | null
  }>`
    select attempt_id, person_id, plan_code, questions, pass_mark, begun_at, answered_at from exam_attempts
    where ${condition} ${lock ? sql`for update` : sql``}`.execute(reader)
  const row = rows[0]
  if (!row) return null
  return {
    attemptId: row.attempt_id,
    personId: row.person_id,
    planCode: row.plan_code,
    questions: row.questions,
    passMark: row.pass_mark,
    begunAt: row.begun_at,
    answeredAt: row.answered_at,
  }
}

/** A person's own try; locked until the transaction ends where `lock` is set. */
export function loadAttempt(
  reader: Reader,
  personId: bigint,
  attemptId: string,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredAttempt | null> {
  return attemptWhere(reader, sql`attempt_id = ${attemptId} and person_id = ${personId}`, lock)
}

/** The try that this person has begun and not handed in. */
export function openAttempt(reader: Reader, personId: bigint, planCode: string): Promise<StoredAttempt | null> {
  return attemptWhere(reader, sql`person_id = ${personId} and plan_code = ${planCode} and answered_at is null`, false)
}

/** When this person last failed this plan's examination; null where they never did. */
export async function lastFailure(
  reader: Reader,
  personId: bigint,
  planCode: string,
): Promise<Temporal.Instant | null> {
  const { rows } = await sql<{ at: Temporal.Instant | null }>`
    select max(answered_at) as at from exam_attempts
    where person_id = ${personId} and plan_code = ${planCode} and not passed`.execute(reader)
  return rows[0]!.at
}

/** Changes nothing where the person has an open try already. */
export function insertAttempt(attempt: Omit<StoredAttempt, 'answeredAt'>): Write {
  const { attemptId, begunAt, passMark, personId, planCode, questions } = attempt
  return sql`
    insert into exam_attempts (attempt_id, person_id, plan_code, questions, pass_mark, begun_at)
    values (${attemptId}, ${personId}, ${planCode}, ${JSON.stringify(questions)}::jsonb, ${passMark}, ${begunAt})
    on conflict (person_id, plan_code) where answered_at is null do nothing`
}

/** Changes nothing where the try was handed in before. */
export function closeAttempt(attemptId: string, right: number, passed: boolean, now: Temporal.Instant): Write {
  return sql`
    update exam_attempts set answered_at = ${now}, right_answers = ${right}, passed = ${passed}
    where attempt_id = ${attemptId} and answered_at is null`
}
