import type { SeatAnswer } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import { lotReferenceSql } from './juror-list-store.ts'

/** A juror's place in a case. */
export interface StoredSeat {
  readonly disputeId: string
  readonly jurorId: bigint
  readonly personId: bigint
  readonly lotReference: string | null
  readonly pseudonym: string
  readonly answer: SeatAnswer | null
  readonly seated: boolean
  readonly openedAt: Temporal.Instant | null
  readonly quizPassedAt: Temporal.Instant | null
  readonly quizTries: number
}

interface SeatRow {
  dispute_id: string
  juror_id: bigint
  person_id: bigint
  lot_reference: string | null
  pseudonym: string
  answer: SeatAnswer | null
  seated: boolean
  opened_at: Temporal.Instant | null
  quiz_passed_at: Temporal.Instant | null
  quiz_tries: number
}

/** The seat of a person in a dispute; null where they have none. */
export async function seatOf(reader: Reader, disputeId: string, personId: bigint): Promise<StoredSeat | null> {
  const { rows } = await sql<SeatRow>`
    select dispute_id, juror_id, person_id, lot_reference, pseudonym, answer, seated, opened_at, quiz_passed_at, quiz_tries
    from dispute_seats where dispute_id = ${disputeId} and person_id = ${personId}`.execute(reader)
  const row = rows[0]
  if (!row) return null
  return {
    disputeId: row.dispute_id,
    jurorId: row.juror_id,
    personId: row.person_id,
    lotReference: row.lot_reference,
    pseudonym: row.pseudonym,
    answer: row.answer,
    seated: row.seated,
    openedAt: row.opened_at,
    quizPassedAt: row.quiz_passed_at,
    quizTries: row.quiz_tries,
  }
}

/** Offers seats to drawn jurors: each gets one of the pseudonyms, in an order that says nothing of the draw. */
export function offerSeats(
  dispute: { readonly disputeId: string; readonly reference: string; readonly planCode: string },
  drawn: readonly string[],
  pseudonyms: readonly string[],
  now: Temporal.Instant,
): Write {
  const { disputeId, planCode, reference } = dispute
  return sql`
    with wanted as (
      select w.lot_reference, w.pseudonym
      from unnest(${[...drawn]}::text[], ${[...pseudonyms]}::text[]) as w (lot_reference, pseudonym))
    insert into dispute_seats (dispute_id, juror_id, person_id, lot_reference, pseudonym, seated, recorded_at)
    select ${disputeId}, j.juror_id, j.person_id, w.lot_reference, w.pseudonym, false, ${now}
    from jurors j
      join wanted w on w.lot_reference = encode(${lotReferenceSql(sql`j.secret`, reference)}, 'hex')
    where j.plan_code = ${planCode}`
}

/** The people of these lot references, as a select of `person_id`s. */
export function offeredTo(disputeId: string, references: readonly string[]): Write {
  return sql`
    select person_id from dispute_seats
    where dispute_id = ${disputeId} and lot_reference = any(${[...references]}::text[])`
}

/** The people who may vote, as a select of `person_id`s. */
export function seatedIn(disputeId: string): Write {
  return sql`select person_id from dispute_seats where dispute_id = ${disputeId} and seated`
}

/** Takes a seat in an open vote; changes nothing where the juror has one. */
export function insertSeat(seat: {
  readonly disputeId: string
  readonly jurorId: bigint
  readonly personId: bigint
  readonly pseudonym: string
  readonly now: Temporal.Instant
}): Write {
  const { disputeId, jurorId, now, personId, pseudonym } = seat
  return sql`
    insert into dispute_seats (dispute_id, juror_id, person_id, pseudonym, answer, answered_at, seated, recorded_at)
    values (${disputeId}, ${jurorId}, ${personId}, ${pseudonym}, 'accepted', ${now}, true, ${now})
    on conflict do nothing`
}

/** Keeps a drawn juror's answer; changes no row where there is one. */
export function answerSeatRow(seat: StoredSeat, answer: SeatAnswer, now: Temporal.Instant): Write {
  return sql`
    update dispute_seats set answer = ${answer}, answered_at = ${now}
    where dispute_id = ${seat.disputeId} and juror_id = ${seat.jurorId} and answer is null`
}

/** Answers so far, by lot reference. */
export async function seatAnswers(reader: Reader, disputeId: string): Promise<ReadonlyMap<string, SeatAnswer>> {
  const { rows } = await sql<{ lot_reference: string; answer: SeatAnswer }>`
    select lot_reference, answer from dispute_seats
    where dispute_id = ${disputeId} and lot_reference is not null and answer is not null`.execute(reader)
  return new Map(rows.map(({ answer, lot_reference }) => [lot_reference, answer]))
}

export function seatJurors(disputeId: string, references: readonly string[]): Write {
  return sql`
    update dispute_seats set seated = true
    where dispute_id = ${disputeId} and lot_reference = any(${[...references]}::text[])`
}

export function noteOpened(seat: StoredSeat, now: Temporal.Instant): Write {
  return sql`
    update dispute_seats set opened_at = ${now}
    where dispute_id = ${seat.disputeId} and juror_id = ${seat.jurorId} and opened_at is null`
}

export function noteQuiz(seat: StoredSeat, passed: boolean, now: Temporal.Instant): Write {
  return sql`
    update dispute_seats set quiz_tries = quiz_tries + 1,
      quiz_passed_at = case when ${passed} then coalesce(quiz_passed_at, ${now}) else quiz_passed_at end
    where dispute_id = ${seat.disputeId} and juror_id = ${seat.jurorId}`
}
