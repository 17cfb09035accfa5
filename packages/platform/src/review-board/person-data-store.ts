import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** A person's record as a juror of a plan. */
export async function jurorsOfPerson(reader: Reader, personId: bigint) {
  const { rows } = await sql<{ jurorId: bigint; plan: string; status: string }>`
    select juror_id as "jurorId", plan_code as plan, status, status_since as "statusSince", weight, passed_on as "passedOn"
    from jurors where person_id = ${personId} order by plan_code`.execute(reader)
  return rows
}

export async function servicesOfJuror(reader: Reader, jurorId: bigint) {
  const { rows } = await sql<object>`
    select attended, with_majority as "withMajority", control_right as "controlRight", seconds_spent as "secondsSpent",
      recorded_at as "recordedAt"
    from juror_services where juror_id = ${jurorId} order by recorded_at`.execute(reader)
  return rows
}

/** Seats with the pseudonym and what was said under it; opened ballots are found by it in the verdict. */
export async function seatsOfPerson(reader: Reader, personId: bigint) {
  const { rows } = await sql<object>`
    select d.reference as dispute, s.pseudonym, s.answer, s.answered_at as "answeredAt", s.seated,
      s.opened_at as "openedAt", s.quiz_passed_at as "quizPassedAt", s.recorded_at as "offeredAt",
      array(select p.words from dispute_posts p
        where p.dispute_id = s.dispute_id and p.pseudonym = s.pseudonym order by p.post_no) as posts,
      (select jsonb_build_object('choice', o.choice, 'clause', o.clause, 'reason', o.reason) from opened_ballots o
        where o.dispute_id = s.dispute_id and o.pseudonym = s.pseudonym) as ballot
    from dispute_seats s join disputes d using (dispute_id)
    where s.person_id = ${personId} order by s.recorded_at`.execute(reader)
  return rows
}

export async function examsOfPerson(reader: Reader, personId: bigint) {
  const { rows } = await sql<object>`
    select plan_code as plan, begun_at as "begunAt", answered_at as "answeredAt", right_answers as "rightAnswers", passed
    from exam_attempts where person_id = ${personId} order by begun_at`.execute(reader)
  return rows
}

/** Juror numbers of a person that still have to do with the board. */
export async function isJurorStill(reader: Reader, personId: bigint): Promise<boolean> {
  const { rows } = await sql`
    select 1 from jurors where person_id = ${personId} and status in ('active', 'paused')
    union all
    select 1 from dispute_seats s join disputes d using (dispute_id)
    where s.person_id = ${personId} and s.answer is distinct from 'declined'
      and d.status in ('seating', 'voting', 'counting') limit 1`.execute(reader)
  return rows.length > 0
}

/** What was stated and tried; ballots and the record stay under the juror's number, because verdicts stand on them. */
export function forgetJuror(personId: bigint): readonly Write[] {
  return [
    sql`delete from person_affiliations where person_id = ${personId}`,
    sql`delete from exam_attempts where person_id = ${personId}`,
  ]
}
