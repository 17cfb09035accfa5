import { canonicalJson, computeShare, type Recordable, type ShareInput } from '@tongzhou/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkSettlement } from './check-period.ts'

const fen = (max: bigint) => fc.bigInt({ min: 0n, max })
const cap = (max: bigint) => fc.option(fc.bigInt({ min: 1n, max }), { nil: null })

/** Periods of all kinds: with caps that cut and caps that don't, with nobody to share, in run-off, with more carry than is due. */
const inputs: fc.Arbitrary<ShareInput> = fc
  .record({
    terms: fc.record({
      managementFeeBasisPoints: fc.integer({ min: 0, max: 2_000 }),
      capPerCaseFen: cap(1_000n),
      capPerYearFen: cap(5_000n),
    }),
    cases: fc.array(fc.record({ caseReference: fc.constant('7F3K-9Q2M'), payoutFen: fen(100_000n) }), { maxLength: 5 }),
    participants: fc.oneof(fc.constant(0n), fen(50n)),
    carryInFen: fc.oneof(fc.constant(0n), fen(10_000n)),
    shortfallFen: fc.bigInt({ min: -5_000n, max: 5_000n }),
    yearSoFarFen: fc.oneof(fc.constant(0n), fen(6_000n)),
    borneByOperator: fc.boolean(),
  })
  // As the platform reckons it: in run-off nobody shares.
  .map((input) => (input.borneByOperator ? { ...input, participants: 0n } : input))

/** The facts of the entry as a reader gets them, and what the log said before. */
function settledAs(input: ShareInput) {
  const share = computeShare(input)
  const { participants, carryInFen, shortfallFen, yearSoFarFen, borneByOperator } = input
  const { payoutsFen, feesFen, dueFen, shareFen, carryOutFen, operator } = share
  const figures = {
    participants,
    carryInFen,
    shortfallFen,
    yearSoFarFen,
    payoutsFen,
    feesFen,
    dueFen,
    shareFen,
    carryOutFen,
  }
  const charges = { chargesSize: shareFen === 0n ? 0 : Number(participants), chargesSumFen: shareFen * participants }
  const written = { ...figures, ...charges, operator: { ...operator }, borneByOperator, cases: input.cases.length }
  const before = {
    period: { sharingDay: '2020-06-14', rollCount: participants, settled: null },
    plan: { lastPeriod: 'help/2020-05-B', year: '2020', yearFen: yearSoFarFen },
    earlier: { cases: 0, casesSettled: 0, shareFen: 0n, unpaidFen: 0n, carryOutFen: carryInFen },
    yearCapFen: null,
  }
  return { facts: JSON.parse(canonicalJson(written as Recordable)), before, figures }
}

describe('a settled period', () => {
  test('as the platform reckons it is right, whatever was capped, short or borne', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { facts, before } = settledAs(input)
        expect(checkSettlement(facts, before).broken).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  test('with one fen more or less in any figure is wrong', () => {
    const names = ['carryInFen', 'yearSoFarFen', 'dueFen', 'shareFen', 'carryOutFen', 'payoutsFen', 'shortfallFen']
    fc.assert(
      fc.property(inputs, fc.constantFrom(...names), fc.constantFrom(-1n, 1n), (input, name, change) => {
        const { facts, before } = settledAs(input)
        const figure = BigInt(facts[name]) + change
        expect(checkSettlement({ ...facts, [name]: String(figure) }, before).broken).not.toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  test('is cut to the same cap each time under one plan version', () => {
    const input: ShareInput = {
      terms: { managementFeeBasisPoints: 0, capPerCaseFen: null, capPerYearFen: 100n },
      cases: [{ caseReference: '7F3K-9Q2M', payoutFen: 10_000n }],
      participants: 10n,
      carryInFen: 0n,
      shortfallFen: 0n,
      yearSoFarFen: 30n,
      borneByOperator: false,
    }
    const { facts, before } = settledAs(input)
    expect(checkSettlement(facts, before)).toMatchObject({ broken: [], yearCapFen: 100n })
    expect(checkSettlement(facts, { ...before, yearCapFen: 100n }).broken).toEqual([])
    expect(checkSettlement(facts, { ...before, yearCapFen: 101n }).broken).toHaveLength(1)
  })

  test('states every figure', () => {
    const { facts, before } = settledAs({
      terms: { managementFeeBasisPoints: 0, capPerCaseFen: null, capPerYearFen: null },
      cases: [],
      participants: 0n,
      carryInFen: 0n,
      shortfallFen: 0n,
      yearSoFarFen: 0n,
      borneByOperator: false,
    })
    for (const name of Object.keys(facts).filter((one) => !one.startsWith('charges'))) {
      const { [name]: _, ...rest } = facts
      expect(() => checkSettlement(rest, before), name).toThrow(/^[a-zA-Z]+ is n(o|either) /)
    }
  })
})
