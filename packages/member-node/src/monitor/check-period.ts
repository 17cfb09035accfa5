import { computeShare, type ReadEntry } from '@tongzhou/core'
import type { PeriodState, PlanState, SettledFigures } from './case-state.ts'
import { countOf, fenOf, flagOf, groupOf } from './facts.ts'

/** What a `period-settled` entry is held against. */
export interface BeforeSettlement {
  readonly period: PeriodState
  readonly plan: PlanState
  /** The plan's last settled period. */
  readonly earlier: SettledFigures | null
  /** What the plan version's cap per head and year is, once a share was cut to it. */
  readonly yearCapFen: bigint | null
}

/** All lines in which the entry does not add up, and what is remembered of it. */
export interface CheckedSettlement {
  readonly broken: readonly string[]
  readonly settled: SettledFigures
  readonly plan: Omit<PlanState, 'lastPeriod'>
  readonly yearCapFen: bigint | null
}

type Facts = ReadEntry['facts']

/**
 * Recomputes a period with the same code that the platform uses, from the figures that its entry states: due, share, carry and
 * what the operator bears; then holds it against the entries before: the last period's carry and cases, the year's
 * shares, the roll. Throws `WrongFact` where a figure is missing. Source: `computeShare`, plan term `sharing`.
 */
export function checkSettlement(facts: Facts, before: BeforeSettlement): CheckedSettlement {
  const figures = readFigures(facts)
  const year = before.period.sharingDay?.slice(0, 4) ?? null
  const yearFen = before.plan.year === year ? before.plan.yearFen : 0n
  // A share of nothing does not say where the cap is: it may have been passed by the year so far.
  const isCut = figures.shareFen > 0n && fenOf(groupOf(facts, 'operator'), 'yearCapFen') > 0n
  const yearCapFen = isCut ? figures.yearSoFarFen + figures.shareFen : before.yearCapFen
  const broken = [
    ...sharesWrongly(facts, figures),
    ...contradictsEarlier(figures, before, yearFen),
    ...(before.yearCapFen === null || before.yearCapFen === yearCapFen
      ? []
      : [`the cap of a year was ${before.yearCapFen} fen and is ${yearCapFen} under the same plan version`]),
    ...chargesWrongly(facts, figures),
  ]
  const { cases, shareFen, carryOutFen, payoutsFen } = figures
  return {
    broken,
    settled: { cases, shareFen, carryOutFen, casesSettled: 0, unpaidFen: payoutsFen },
    plan: { year, yearFen: yearFen + shareFen },
    yearCapFen,
  }
}

function readFigures(facts: Facts) {
  return {
    cases: countOf(facts, 'cases'),
    participants: fenOf(facts, 'participants'),
    payoutsFen: fenOf(facts, 'payoutsFen'),
    feesFen: fenOf(facts, 'feesFen'),
    carryInFen: fenOf(facts, 'carryInFen'),
    shortfallFen: fenOf(facts, 'shortfallFen'),
    yearSoFarFen: fenOf(facts, 'yearSoFarFen'),
    shareFen: fenOf(facts, 'shareFen'),
    carryOutFen: fenOf(facts, 'carryOutFen'),
    borneByOperator: flagOf(facts, 'borneByOperator'),
  }
}

type Figures = ReturnType<typeof readFigures>

/**
 * The cases are public as a sum only, so they are shared as one case that the cap per case leaves whole: what it cut is stated and is taken
 * off before. Where a year's cap is stated to have cut, the cap is what the share reached.
 */
function sharesWrongly(facts: Facts, figures: Figures): string[] {
  const operator = groupOf(facts, 'operator')
  const caseCapFen = fenOf(operator, 'caseCapFen')
  const shared = figures.payoutsFen + figures.feesFen - caseCapFen
  const { participants, carryInFen, shareFen, yearSoFarFen } = figures
  const negative = Object.entries({ participants, carryInFen, shareFen, yearSoFarFen, shared, caseCapFen })
    .filter(([, figure]) => figure < 0n)
    .map(([name, figure]) => `${name} is ${figure}, below zero`)
  if (negative.length > 0) return negative
  const isCapped = fenOf(operator, 'yearCapFen') > 0n
  const expected = computeShare({
    ...figures,
    terms: {
      managementFeeBasisPoints: 0,
      capPerCaseFen: null,
      capPerYearFen: isCapped ? yearSoFarFen + shareFen : null,
    },
    cases: [{ caseReference: 'all', payoutFen: shared }],
  })
  const { yearCapFen, noParticipantsFen, runOffFen } = expected.operator
  return [
    ...differences(facts, { dueFen: expected.dueFen, shareFen: expected.shareFen, carryOutFen: expected.carryOutFen }),
    ...differences(operator, { yearCapFen, noParticipantsFen, runOffFen }),
  ]
}

function differences(facts: Facts, expected: Readonly<Record<string, bigint>>): string[] {
  return Object.entries(expected)
    .filter(([name, figure]) => fenOf(facts, name) !== figure)
    .map(([name, figure]) => `${name} is stated as ${fenOf(facts, name)} and comes to ${figure}`)
}

function contradictsEarlier(figures: Figures, { earlier, period }: BeforeSettlement, yearFen: bigint): string[] {
  const carriedFen = earlier?.carryOutFen ?? 0n
  const { rollCount } = period
  const wrong: readonly (readonly [boolean, string])[] = [
    [period.settled !== null, 'the period was settled before'],
    [period.sharingDay === null, 'the period was not published'],
    [
      figures.carryInFen !== carriedFen,
      `carryInFen is ${figures.carryInFen}; the last period carried out ${carriedFen}`,
    ],
    [figures.yearSoFarFen !== yearFen, `yearSoFarFen is ${figures.yearSoFarFen}; the year's shares come to ${yearFen}`],
    [
      earlier !== null && earlier.casesSettled !== earlier.cases,
      `the last period stated ${earlier?.cases} cases, and ${earlier?.casesSettled} were settled in it`,
    ],
    [
      !figures.borneByOperator && (rollCount === null || figures.participants > rollCount),
      `${figures.participants} share, and ${rollCount ?? 'nobody'} is on the roll`,
    ],
  ]
  return wrong.filter(([isWrong]) => isWrong).map(([, detail]) => detail)
}

/** The sum tree of charges: everybody who shares is on it and pays the share; nobody is where nothing is charged. */
function chargesWrongly(facts: Facts, { participants, shareFen }: Figures): string[] {
  const size = typeof facts.chargesSize === 'number' ? BigInt(facts.chargesSize) : fenOf(facts, 'chargesSize')
  const sumFen = fenOf(facts, 'chargesSumFen')
  const payers = shareFen === 0n ? 0n : participants
  return [
    ...(size === payers ? [] : [`${size} charges are stated, and ${payers} participants pay`]),
    ...(sumFen === shareFen * size ? [] : [`${size} charges of ${shareFen} fen are stated to come to ${sumFen}`]),
  ]
}
