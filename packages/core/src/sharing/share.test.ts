import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { computeShare, type ShareInput, type ShareResult } from './share.ts'

const uncapped = { managementFeeBasisPoints: 800, capPerCaseFen: null, capPerYearFen: null }

function period(changes: Partial<ShareInput> & { readonly payoutsFen?: readonly bigint[] } = {}): ShareInput {
  const { payoutsFen = [], ...rest } = changes
  return {
    terms: uncapped,
    cases: payoutsFen.map((payoutFen, index) => ({ caseReference: `case-${index}`, payoutFen })),
    participants: 3n,
    carryInFen: 0n,
    shortfallFen: 0n,
    yearSoFarFen: 0n,
    borneByOperator: false,
    ...rest,
  }
}

const noFee = { ...uncapped, managementFeeBasisPoints: 0 }

/** Both sides of the identity that holds for every period. */
function sides(input: ShareInput, result: ShareResult) {
  return {
    borneFen: result.shareFen * input.participants + result.operatorFen,
    costFen: result.payoutsFen + result.feesFen + input.shortfallFen + result.carryOutFen - input.carryInFen,
  }
}

describe('faults that such systems really had', () => {
  test('case 1: 100 fen over 3 make 34 each, and the 2 beyond it make the next period cheaper', () => {
    const first = computeShare(period({ terms: noFee, payoutsFen: [100n] }))
    expect(first).toMatchObject({ shareFen: 34n, carryOutFen: 2n, chargedFen: 102n })
    const second = computeShare(period({ terms: noFee, payoutsFen: [100n], carryInFen: first.carryOutFen }))
    expect(second).toMatchObject({ dueFen: 98n, shareFen: 33n, carryOutFen: 1n })
    expect(first.chargedFen + second.chargedFen).toBe(200n + second.carryOutFen)
  })

  test('case 2: 2 fen over 3 make 1 each, and no rest is negative', () => {
    expect(computeShare(period({ terms: noFee, payoutsFen: [2n] }))).toMatchObject({ shareFen: 1n, carryOutFen: 1n })
  })

  test('case 3: a payout of 0.3 fen a head costs 1 fen, and the next two periods are free', () => {
    const hundredMillion = 100_000_000n
    const one = period({ payoutsFen: [30_000_000n], participants: hundredMillion })
    const first = computeShare(one)
    expect(first).toMatchObject({ shareFen: 1n, dueFen: 32_400_000n, carryOutFen: 67_600_000n })
    const second = computeShare({ ...one, carryInFen: first.carryOutFen })
    expect(second).toMatchObject({ shareFen: 0n, dueFen: 0n, carryOutFen: 35_200_000n })
    const third = computeShare({ ...one, carryInFen: second.carryOutFen })
    expect(third).toMatchObject({ shareFen: 0n, carryOutFen: 2_800_000n })
    expect(computeShare({ ...one, carryInFen: third.carryOutFen })).toMatchObject({ dueFen: 29_600_000n, shareFen: 1n })
  })
})

/** Fixed copies of the rows of the reference; the test below them reads the rows from there as well. */
const published = [
  {
    name: '2019-01-28',
    payoutsFen: [30_000_000n, 30_000_000n],
    participants: 23_000_000n,
    shareFen: 3n,
    carryFen: 4_200_000n,
  },
  {
    name: 'the 6.48 yuan of the plan’s first texts',
    payoutsFen: Array<bigint>(100).fill(30_000_000n),
    participants: 5_000_000n,
    shareFen: 648n,
    carryFen: 0n,
  },
  {
    name: '2021-12-28',
    payoutsFen: [55_600_000_000n],
    fee: 0,
    participants: 75_000_000n,
    shareFen: 742n,
    carryFen: 50_000_000n,
  },
  {
    name: '2021-04, second',
    payoutsFen: [48_865_000_000n],
    participants: 86_387_000n,
    shareFen: 611n,
    carryFen: 8_257_000n,
  },
]

describe('published periods', () => {
  test.each(published)('$name', ({ payoutsFen, participants, shareFen, carryFen, fee = 800 }) => {
    const terms = { ...uncapped, managementFeeBasisPoints: fee }
    expect(computeShare(period({ terms, payoutsFen, participants }))).toMatchObject({ shareFen, carryOutFen: carryFen })
  })

  test('the caps of the plan change nothing in the first period', () => {
    const terms = { ...uncapped, capPerCaseFen: 10n, capPerYearFen: 18_800n }
    const first = period({ terms, payoutsFen: [30_000_000n, 30_000_000n], participants: 23_000_000n })
    expect(computeShare(first)).toMatchObject({ shareFen: 3n, operatorFen: 0n, carryOutFen: 4_200_000n })
  })

  test('the least number of participants is where one largest payout with 10 % fee costs the cap of 10 fen', () => {
    const terms = { managementFeeBasisPoints: 1000, capPerCaseFen: 10n, capPerYearFen: null }
    const atLeast = period({ terms, payoutsFen: [30_000_000n], participants: 3_300_000n })
    expect(computeShare(atLeast)).toMatchObject({ shareFen: 10n, operatorFen: 0n, carryOutFen: 0n })
    expect(computeShare({ ...atLeast, participants: 3_299_999n })).toMatchObject({ shareFen: 10n, operatorFen: 10n })
  })

  const reference = join(import.meta.dirname, '../../../../../shared/reference/xiang-hu-bao.md')
  test.skipIf(!existsSync(reference))('as the rows of ../shared/reference say (skipped where they are absent)', () => {
    const rows = [
      ...readFileSync(reference, 'utf8').matchAll(
        /^\| ([\d,]+)([^|]*)\| ([^|]+)\| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|/gm,
      ),
    ]
    expect(rows).toHaveLength(4)
    const figure = (text: string | undefined) => BigInt((text ?? '').replaceAll(',', ''))
    for (const [, payouts, , fee, participants, share, carry] of rows) {
      const within = fee!.trim() === '(within)'
      const terms = within ? noFee : uncapped
      const result = computeShare(period({ terms, payoutsFen: [figure(payouts)], participants: figure(participants) }))
      expect(result.feesFen).toBe(within ? 0n : figure(fee!.trim()))
      expect([result.shareFen, result.carryOutFen]).toEqual([figure(share), figure(carry)])
    }
  })
})

describe('what the operator bears', () => {
  const capped = { ...noFee, capPerCaseFen: 10n }

  test('of each case what is above the cap, never what another case leaves of it', () => {
    const result = computeShare(period({ terms: capped, payoutsFen: [31n, 30n, 5n] }))
    expect(result.cases.map((one) => one.operatorFen)).toEqual([1n, 0n, 0n])
    expect(result).toMatchObject({ dueFen: 65n, shareFen: 22n, carryOutFen: 1n, operatorFen: 1n })
  })

  test('the cap holds for payout and fee together', () => {
    const terms = { ...capped, managementFeeBasisPoints: 1000 }
    expect(computeShare(period({ terms, payoutsFen: [30n] }))).toMatchObject({
      feesFen: 3n,
      shareFen: 10n,
      operatorFen: 3n,
    })
  })

  test('what is above the year’s cap, on both sides of the limit', () => {
    const terms = { ...noFee, capPerYearFen: 100n }
    const due = period({ terms, payoutsFen: [120n], yearSoFarFen: 60n })
    expect(computeShare(due)).toMatchObject({ shareFen: 40n, operatorFen: 0n, carryOutFen: 0n })
    expect(computeShare({ ...due, yearSoFarFen: 61n })).toMatchObject({
      shareFen: 39n,
      carryOutFen: 0n,
      operatorFen: 3n,
    })
    expect(computeShare({ ...due, yearSoFarFen: 100n })).toMatchObject({ shareFen: 0n, operatorFen: 120n })
    expect(computeShare({ ...due, yearSoFarFen: 140n }).operator.yearCapFen).toBe(120n)
  })

  test('a share that the year’s cap lowers by less than the rounding leaves a smaller carry and no operator’s part', () => {
    const terms = { ...noFee, capPerYearFen: 34n }
    expect(computeShare(period({ terms, payoutsFen: [100n] }))).toMatchObject({ shareFen: 34n, carryOutFen: 2n })
    expect(computeShare(period({ terms, payoutsFen: [100n], yearSoFarFen: 1n }))).toMatchObject({
      shareFen: 33n,
      operatorFen: 1n,
    })
  })

  test('everything that the carry does not pay, where nobody is left to share', () => {
    const result = computeShare(period({ terms: capped, payoutsFen: [100n], participants: 0n, carryInFen: 30n }))
    expect(result.operator).toEqual({ caseCapFen: 0n, yearCapFen: 0n, noParticipantsFen: 70n, runOffFen: 0n })
    expect(result).toMatchObject({ shareFen: 0n, chargedFen: 0n, carryOutFen: 0n })
  })

  test('everything that the carry does not pay, in run-off', () => {
    const result = computeShare(period({ terms: capped, payoutsFen: [100n], carryInFen: 30n, borneByOperator: true }))
    expect(result.operator).toEqual({ caseCapFen: 0n, yearCapFen: 0n, noParticipantsFen: 0n, runOffFen: 70n })
    expect(result.shareFen).toBe(0n)
  })
})

describe('unpaid shares of earlier periods', () => {
  test('are a cost of this one', () => {
    expect(computeShare(period({ terms: noFee, payoutsFen: [90n], shortfallFen: 6n })).shareFen).toBe(32n)
  })

  test('lower it where more came in late than is open, down to nothing', () => {
    const late = period({ terms: noFee, payoutsFen: [90n], shortfallFen: -6n })
    expect(computeShare(late).shareFen).toBe(28n)
    expect(computeShare({ ...late, shortfallFen: -100n })).toMatchObject({ shareFen: 0n, carryOutFen: 10n })
  })
})

describe('a period without cases', () => {
  test('costs nothing and keeps the carry', () => {
    expect(computeShare(period({ carryInFen: 7n }))).toMatchObject({
      shareFen: 0n,
      dueFen: 0n,
      carryOutFen: 7n,
      operatorFen: 0n,
    })
  })
})

test.each(['participants', 'carryInFen', 'yearSoFarFen'])('a negative %s is a fault, not a period', (name) => {
  expect(() => computeShare({ ...period(), [name]: -1n })).toThrow(RangeError)
})

const cap = fc.option(fc.bigInt({ min: 0n, max: 50_000n }), { nil: null })
const anyPeriod: fc.Arbitrary<ShareInput> = fc.record({
  terms: fc.record({
    managementFeeBasisPoints: fc.integer({ min: 0, max: 3_000 }),
    capPerCaseFen: cap,
    capPerYearFen: cap,
  }),
  cases: fc
    .array(fc.bigInt({ min: 0n, max: 60_000_000n }), { maxLength: 20 })
    .map((payouts) => payouts.map((payoutFen, index) => ({ caseReference: `case-${index}`, payoutFen }))),
  participants: fc.oneof(fc.bigInt({ min: 0n, max: 30n }), fc.bigInt({ min: 0n, max: 100_000_000n })),
  carryInFen: fc.bigInt({ min: 0n, max: 200_000_000n }),
  shortfallFen: fc.bigInt({ min: -1_000_000n, max: 100_000_000n }),
  yearSoFarFen: fc.bigInt({ min: 0n, max: 60_000n }),
  borneByOperator: fc.boolean(),
})
const check = (property: (input: ShareInput, result: ShareResult) => void) =>
  fc.assert(
    fc.property(anyPeriod, (input) => {
      property(input, computeShare(input))
    }),
    { numRuns: 2_000 },
  )

describe('for every period', () => {
  test('nothing is lost and nothing made', () => {
    check((input, result) => {
      const { borneFen, costFen } = sides(input, result)
      expect(borneFen).toBe(costFen)
    })
  })

  test('nothing is negative', () => {
    check((_, { cases, operator, operatorFen, ...sums }) => {
      const { payoutsFen, feesFen, dueFen, shareFen, chargedFen, carryOutFen } = sums
      const amounts = [payoutsFen, feesFen, dueFen, shareFen, chargedFen, carryOutFen, operatorFen]
      for (const amountFen of [...amounts, ...Object.values(operator)]) expect(amountFen).toBeGreaterThanOrEqual(0n)
      for (const one of cases) expect(one.operatorFen).toBeLessThanOrEqual(one.payoutFen + one.feeFen)
    })
  })

  test('the operator’s part is the sum of its reasons, and only one reason goes with the missing share', () => {
    check((_, { operator, operatorFen }) => {
      const { caseCapFen, yearCapFen, noParticipantsFen, runOffFen } = operator
      expect(caseCapFen + yearCapFen + noParticipantsFen + runOffFen).toBe(operatorFen)
      expect([yearCapFen, noParticipantsFen, runOffFen].filter((fen) => fen > 0n).length).toBeLessThanOrEqual(1)
    })
  })

  test('no more is charged than the rounding asks for: the carry is below the number who share, unless nothing was due', () => {
    check((input, { carryOutFen, dueFen }) => {
      if (dueFen > 0n) expect(carryOutFen).toBeLessThan(input.participants > 0n ? input.participants : 1n)
      else
        expect(carryOutFen).toBeLessThanOrEqual(input.carryInFen + (input.shortfallFen < 0n ? -input.shortfallFen : 0n))
    })
  })

  test('no case costs anybody more than the cap per case, no year more than the cap per year', () => {
    check((input, { cases, shareFen }) => {
      const { capPerCaseFen, capPerYearFen } = input.terms
      if (capPerYearFen !== null && shareFen > 0n)
        expect(input.yearSoFarFen + shareFen).toBeLessThanOrEqual(capPerYearFen)
      if (capPerCaseFen === null || input.participants === 0n || input.borneByOperator) return
      for (const { payoutFen, feeFen, operatorFen } of cases) {
        expect(payoutFen + feeFen - operatorFen).toBeLessThanOrEqual(capPerCaseFen * input.participants)
      }
    })
  })

  test('the order of the cases does not matter', () => {
    check((input, { shareFen, operatorFen, carryOutFen }) => {
      const reversed = computeShare({ ...input, cases: [...input.cases].reverse() })
      expect(reversed).toMatchObject({ shareFen, operatorFen, carryOutFen })
    })
  })
})

describe('more of one thing', () => {
  const more = fc.bigInt({ min: 1n, max: 10_000_000n })
  const compare = (
    change: (input: ShareInput, by: bigint) => ShareInput,
    rule: (before: ShareResult, after: ShareResult) => void,
  ) =>
    fc.assert(
      fc.property(anyPeriod, more, (input, by) => {
        rule(computeShare(input), computeShare(change(input, by)))
      }),
      { numRuns: 1_000 },
    )

  test('another payout never lowers the share', () => {
    compare(
      (input, payoutFen) => ({ ...input, cases: [...input.cases, { caseReference: 'one-more', payoutFen }] }),
      (before, after) => expect(after.shareFen).toBeGreaterThanOrEqual(before.shareFen),
    )
  })

  test('a larger carry never raises share or operator’s part', () => {
    compare(
      (input, by) => ({ ...input, carryInFen: input.carryInFen + by }),
      (before, after) => {
        expect(after.shareFen).toBeLessThanOrEqual(before.shareFen)
        expect(after.dueFen).toBeLessThanOrEqual(before.dueFen)
      },
    )
  })

  test('more participants never raise the share, where there is no carry', () => {
    const withoutCarry = (input: ShareInput) => {
      const shortfallFen = input.shortfallFen < 0n ? 0n : input.shortfallFen
      return { ...input, carryInFen: 0n, shortfallFen, participants: input.participants + 1n }
    }
    fc.assert(
      fc.property(anyPeriod, more, (input, by) => {
        const few = withoutCarry(input)
        const many = { ...few, participants: few.participants + by }
        expect(computeShare(many).shareFen).toBeLessThanOrEqual(computeShare(few).shareFen)
      }),
      { numRuns: 1_000 },
    )
  })
})
