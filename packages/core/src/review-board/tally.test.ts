import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BallotChoice, decideVote, type OpenedBallot, tally } from './tally.ts'

const half = { quorum: 1_000, upheldAtBasisPoints: 5_000 }
const counts = (pay: number, doNotPay: number, invalid = 0) => ({ pay, doNotPay, invalid })

function ballotsOf(pay: number, doNotPay: number, invalid: number): OpenedBallot[] {
  const choices: [BallotChoice, number][] = [
    ['pay', pay],
    ['do-not-pay', doNotPay],
    ['invalid', invalid],
  ]
  return choices.flatMap(([choice, count]) =>
    Array.from({ length: count }, (_, at) => ({ juror: `${choice} ${at}`, choice })),
  )
}

describe('the outcome of a vote', () => {
  test.each([
    ['is upheld at exactly half', counts(500, 500), 'upheld'],
    ['is rejected one ballot below half', counts(499, 501), 'rejected'],
    ['is upheld at exactly the quorum', counts(1_000, 0), 'upheld'],
    ['is none one ballot below the quorum', counts(999, 0), 'no-quorum'],
    ['takes no invalid ballot for the quorum', counts(999, 0, 500), 'no-quorum'],
    ['takes no invalid ballot for a side', counts(500, 500, 5_000), 'upheld'],
  ])('%s', (_, given, outcome) => {
    expect(decideVote(given, half)).toEqual({ ...given, outcome })
  })

  test('is none without a valid ballot, even where a plan asks for none', () => {
    const anybody = { quorum: 0, upheldAtBasisPoints: 0 }
    expect(decideVote(counts(0, 0, 3), anybody).outcome).toBe('no-quorum')
    expect(decideVote(counts(0, 1), anybody).outcome).toBe('upheld')
  })

  test('needs two thirds where the plan says 6,667 basis points: 2 of 3 is a hair less', () => {
    const most = { quorum: 3, upheldAtBasisPoints: 6_667 }
    expect(decideVote(counts(2, 1), most).outcome).toBe('rejected')
    expect(decideVote(counts(3, 1), most).outcome).toBe('upheld')
  })

  test('is not made of fractions or of less than nothing', () => {
    expect(() => decideVote(counts(0.5, 1), half)).toThrow(RangeError)
    expect(() => decideVote(counts(-1, 1), half)).toThrow(RangeError)
    expect(() => decideVote(counts(1, 1), { ...half, quorum: Number.NaN })).toThrow(RangeError)
  })
})

describe('a count of ballots', () => {
  test('finds what was put in, and the outcome that follows', () => {
    const small = fc.nat({ max: 60 })
    fc.assert(
      fc.property(
        small,
        small,
        small,
        fc.nat({ max: 10_000 }),
        small,
        (pay, doNotPay, invalid, basisPoints, quorum) => {
          const rule = { quorum, upheldAtBasisPoints: basisPoints }
          const found = tally(ballotsOf(pay, doNotPay, invalid), rule)
          expect(found).toEqual(decideVote(counts(pay, doNotPay, invalid), rule))
        },
      ),
    )
  })

  test('counts the case of 250,000 to the ballot', () => {
    expect(tally(ballotsOf(144_999, 105_000, 1), half)).toEqual({ ...counts(144_999, 105_000, 1), outcome: 'upheld' })
  })

  test('stops at a second ballot of one juror', () => {
    const ballots: OpenedBallot[] = [
      { juror: 'A', choice: 'pay' },
      { juror: 'B', choice: 'pay' },
      { juror: 'A', choice: 'do-not-pay' },
    ]
    expect(() => tally(ballots, half)).toThrow('two ballots of juror A')
  })
})
