/** What an opened ballot says; `invalid` is one that could not be opened or says nothing that a ballot can say. */
export type BallotChoice = 'pay' | 'do-not-pay' | 'invalid'

export interface OpenedBallot {
  /** The juror's pseudonym in the case. */
  readonly juror: string
  readonly choice: BallotChoice
}

export interface BallotCounts {
  readonly pay: number
  readonly doNotPay: number
  readonly invalid: number
}

/** The plan's terms for a vote (`disputes.vote`). */
export interface VoteRule {
  /** Fewest valid ballots that make a vote one. */
  readonly quorum: number
  /** Share of the valid ballots in favour of paying, in basis points, at or above which the claim is upheld. */
  readonly upheldAtBasisPoints: number
}

export type VoteOutcome = 'upheld' | 'rejected' | 'no-quorum'

export interface Tally extends BallotCounts {
  readonly outcome: VoteOutcome
}

/** Counts ballots, of each juror the one that counts. Throws a RangeError where a juror is there twice: nobody votes twice. */
export function tally(ballots: Iterable<OpenedBallot>, rule: VoteRule): Tally {
  const jurors = new Set<string>()
  const counts = { pay: 0, 'do-not-pay': 0, invalid: 0 }
  for (const { juror, choice } of ballots) {
    if (jurors.has(juror)) throw new RangeError(`two ballots of juror ${juror}`)
    jurors.add(juror)
    counts[choice] += 1
  }
  return decideVote({ pay: counts.pay, doNotPay: counts['do-not-pay'], invalid: counts.invalid }, rule)
}

/**
 * What follows from the counts. Invalid ballots count neither for the quorum nor for a side; without one valid ballot there is no quorum,
 * whatever the plan says. Throws a RangeError for counts or terms that can't be.
 */
export function decideVote(counts: BallotCounts, { quorum, upheldAtBasisPoints }: VoteRule): Tally {
  const { pay, doNotPay, invalid } = counts
  for (const count of [pay, doNotPay, invalid, quorum, upheldAtBasisPoints]) {
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is no count of ballots`)
  }
  const valid = pay + doNotPay
  const upheld = BigInt(pay) * 10_000n >= BigInt(upheldAtBasisPoints) * BigInt(valid)
  const outcome = valid === 0 || valid < quorum ? 'no-quorum' : upheld ? 'upheld' : 'rejected'
  return { outcome, pay, doNotPay, invalid }
}
