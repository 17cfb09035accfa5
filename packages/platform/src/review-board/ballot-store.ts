import type { VerdictOutcome } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** What casting a ballot looks at: the vote, the juror's seat, and the ballot that counts so far. */
export interface BallotPlaceRow {
  readonly dispute_id: string
  readonly status: string
  readonly closes_at: Temporal.Instant | null
  readonly plan_code: string
  readonly rules_version: number
  readonly pseudonym: string | null
  readonly seated: boolean | null
  readonly quiz_passed: boolean | null
  readonly ballot_no: number | null
  readonly hash: Buffer | null
}

/**
 * One query for the people of a group, since a ballot is what thousands send in a minute. Who has no seat is there with nulls; empty
 * where there is no such dispute.
 */
export async function ballotPlaces(
  reader: Reader,
  reference: string,
  personIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, BallotPlaceRow>> {
  const { rows } = await sql<BallotPlaceRow & { readonly person_id: bigint }>`
    select asked.person_id, d.dispute_id, d.status, d.due_at as closes_at, d.plan_code, d.rules_version, s.pseudonym, s.seated,
      s.quiz_passed_at is not null as quiz_passed, b.ballot_no, b.hash
    from unnest(${[...personIds]}::bigint[]) as asked (person_id)
      join disputes d on d.reference = ${reference}
      left join dispute_seats s on s.dispute_id = d.dispute_id and s.person_id = asked.person_id
      left join lateral (
        select ballot_no, hash from ballots b where b.dispute_id = d.dispute_id and b.pseudonym = s.pseudonym
        order by ballot_no desc limit 1) b on true`.execute(reader)
  return new Map(rows.map((row) => [row.person_id, row]))
}

export interface NewBallot {
  readonly disputeId: string
  readonly pseudonym: string
  readonly ballotNo: number
  readonly eventId: string
  readonly hash: Uint8Array
  readonly sealed: string
  readonly now: Temporal.Instant
}

/** Leaves a ballot out where another one of the juror was quicker. In one order, so that no two groups wait for each other. */
export function insertBallots(ballots: readonly NewBallot[]): Write {
  return sql`
    insert into ballots (dispute_id, pseudonym, ballot_no, event_id, hash, sealed, cast_at)
    select b.dispute_id, b.pseudonym, b.ballot_no, b.event_id, decode(b.hash, 'hex'), b.sealed, b.cast_at
    from unnest(${ballots.map(({ disputeId }) => disputeId)}::uuid[], ${ballots.map(({ pseudonym }) => pseudonym)}::text[],
      ${ballots.map(({ ballotNo }) => ballotNo)}::integer[], ${ballots.map(({ eventId }) => eventId)}::uuid[],
      ${ballots.map(({ hash }) => Buffer.from(hash).toString('hex'))}::text[],
      ${ballots.map(({ sealed }) => sealed)}::text[], ${ballots.map(({ now }) => now)}::timestamptz[])
      as b (dispute_id, pseudonym, ballot_no, event_id, hash, sealed, cast_at)
    order by b.dispute_id, b.pseudonym
    on conflict do nothing`
}

/** How many jurors have cast a ballot. */
export async function countVoters(reader: Reader, disputeId: string): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from ballots where dispute_id = ${disputeId} and ballot_no = 1`.execute(reader)
  return Number(rows[0]!.count)
}

export interface BallotToOpen {
  readonly pseudonym: string
  readonly sealed: string
}

/**
 * Ballots that count and are not opened, by pseudonym, `limit` of those after `after`. In the order of the key, so that nothing is sorted
 * 625 times, whatever the planner knows of a vote that was just cast.
 */
export async function ballotsAfter(
  reader: Reader,
  disputeId: string,
  after: string,
  limit: number,
): Promise<readonly BallotToOpen[]> {
  const { rows } = await sql<BallotToOpen>`
    select first.pseudonym, last.sealed
    from ballots first cross join lateral (
      select sealed from ballots b where b.dispute_id = first.dispute_id and b.pseudonym = first.pseudonym
      order by ballot_no desc limit 1) last
    where first.dispute_id = ${disputeId} and first.ballot_no = 1 and first.pseudonym > ${after}
    order by first.pseudonym limit ${limit}`.execute(reader)
  return rows
}

/** The last pseudonym whose ballot is opened, '' before the first, and how many are. */
export async function openedSoFar(
  reader: Reader,
  disputeId: string,
): Promise<{ readonly last: string; readonly count: number }> {
  const { rows } = await sql<{ last: string | null; count: bigint }>`
    select max(pseudonym) as last, count(*) as count from opened_ballots where dispute_id = ${disputeId}`.execute(
    reader,
  )
  return { last: rows[0]!.last ?? '', count: Number(rows[0]!.count) }
}

export interface OpenedBallotRow {
  readonly pseudonym: string
  readonly choice: 'pay' | 'do-not-pay' | 'invalid'
  readonly clause: string
  readonly voteKey: Uint8Array | null
  readonly reason: string
  /** What the keepers who answered gave for an invalid ballot; null for another. */
  readonly shares: readonly GivenShare[] | null
}

/** A type of its own: an interface would not do as a fact of an entry. */
export type GivenShare = {
  readonly keeper: string
  /** Base64; null where the keeper could open none. */
  readonly share: string | null
}

export function insertOpenedBallots(disputeId: string, eventId: string, ballots: readonly OpenedBallotRow[]): Write {
  const keys = ballots.map(({ voteKey }) => (voteKey === null ? null : Buffer.from(voteKey).toString('hex')))
  return sql`
    insert into opened_ballots (dispute_id, pseudonym, event_id, choice, clause, vote_key, reason, shares)
    select ${disputeId}, o.pseudonym, ${eventId}, o.choice, o.clause, decode(o.vote_key, 'hex'), o.reason, o.shares::jsonb
    from unnest(${ballots.map(({ pseudonym }) => pseudonym)}::text[], ${ballots.map(({ choice }) => choice)}::text[],
      ${ballots.map(({ clause }) => clause)}::text[], ${keys}::text[], ${ballots.map(({ reason }) => reason)}::text[],
      ${ballots.map(({ shares }) => shares && JSON.stringify(shares))}::text[])
      as o (pseudonym, choice, clause, vote_key, reason, shares)`
}

export async function countOpened(reader: Reader, disputeId: string) {
  const { rows } = await sql<{ pay: bigint; do_not_pay: bigint; invalid: bigint }>`
    select count(*) filter (where choice = 'pay') as pay, count(*) filter (where choice = 'do-not-pay') as do_not_pay,
      count(*) filter (where choice = 'invalid') as invalid
    from opened_ballots where dispute_id = ${disputeId}`.execute(reader)
  const { do_not_pay: doNotPay, invalid, pay } = rows[0]!
  return { pay: Number(pay), doNotPay: Number(doNotPay), invalid: Number(invalid) }
}

/**
 * What each juror of a decided dispute did, as `writeServices` takes it: of a panel everyone who was seated, of an open vote whoever voted. A
 * vote without a quorum has no majority.
 */
export function servicesOf(
  disputeId: string,
  decided: {
    readonly outcome: VerdictOutcome
    readonly knownOutcome: 'pay' | 'do-not-pay' | null
    readonly isPanel: boolean
  },
  now: Temporal.Instant,
): Write {
  const { isPanel, knownOutcome, outcome } = decided
  const majority = { upheld: 'pay', rejected: 'do-not-pay', 'no-quorum': null }[outcome]
  return sql`
    select s.juror_id, s.dispute_id, coalesce(o.choice <> 'invalid', false) as attended,
      case when o.choice <> 'invalid' then o.choice = ${majority}::text end as with_majority,
      case when o.choice <> 'invalid' then o.choice = ${knownOutcome}::text end as control_right,
      extract(epoch from b.cast_at - s.opened_at)::integer as seconds_spent, ${now}::timestamptz as recorded_at
    from dispute_seats s
      left join opened_ballots o on o.dispute_id = s.dispute_id and o.pseudonym = s.pseudonym
      left join lateral (
        select cast_at from ballots b where b.dispute_id = s.dispute_id and b.pseudonym = s.pseudonym
        order by ballot_no desc limit 1) b on true
    where s.dispute_id = ${disputeId} and s.seated and (${isPanel} or o.pseudonym is not null)`
}
