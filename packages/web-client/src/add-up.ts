import type { GetPlansByPlanPeriodsByPeriodResponse } from './client/types.gen.ts'
import type { Language } from './language.ts'
import { formatFen } from './money.ts'

export type Period = GetPlansByPlanPeriodsByPeriodResponse
export type Arithmetic = NonNullable<Period['arithmetic']>

export const stepNames = [
  'payouts',
  'fees',
  'case-cap',
  'shortfall',
  'carry-in',
  'due',
  'share',
  'year-cap',
  'others',
  'carry-out',
] as const
export type StepName = (typeof stepNames)[number]

/** The sums of a period by the names of their steps, in fen. Throws a RangeError where a step is missing. */
export function sumsOf({ steps }: Arithmetic): Readonly<Record<StepName, bigint>> {
  const found = new Map(steps.map(({ amountFen, name }) => [name, BigInt(amountFen)]))
  return Object.fromEntries(
    stepNames.map((name) => {
      const amount = found.get(name)
      if (amount === undefined) throw new RangeError(`the arithmetic has no step ${name}`)
      return [name, amount]
    }),
  ) as Record<StepName, bigint>
}

/**
 * Adds a period up on this device, by the operator's own inputs. Gives the steps whose sum is not what the others make it; empty where
 * all agree. A cap of the year and periods that the operator bears make the share smaller, never larger.
 */
export function addUp(arithmetic: Arithmetic, participants: bigint): readonly StepName[] {
  const { cases } = arithmetic
  const sums = sumsOf(arithmetic)
  const total = (key: 'payoutFen' | 'feeFen' | 'operatorFen') => cases.reduce((sum, one) => sum + BigInt(one[key]), 0n)
  const rest = sums.payouts + sums.fees - sums['case-cap'] + sums.shortfall - sums['carry-in']
  const due = rest > 0n ? rest : 0n
  const even = participants === 0n ? 0n : (due + participants - 1n) / participants
  const charged = sums.share * participants
  const missing = due > charged ? due - charged : 0n
  const borne = sums['year-cap'] + sums.others
  const agrees: Readonly<Partial<Record<StepName, boolean>>> = {
    payouts: sums.payouts === total('payoutFen'),
    fees: sums.fees === total('feeFen'),
    'case-cap': sums['case-cap'] === total('operatorFen'),
    due: sums.due === due,
    share: borne === 0n ? sums.share === even : sums.share <= even,
    others: borne === missing,
    'carry-out': sums['carry-out'] === charged - rest + missing,
  }
  return stepNames.filter((name) => agrees[name] === false)
}

/** The figures that the words of the steps name, ready to be read. */
export function arithmeticFacts(arithmetic: Arithmetic, participants: bigint, language: Language) {
  const sums = sumsOf(arithmetic)
  const yuan = (fen: bigint) => formatFen(fen, language)
  return {
    cases: arithmetic.cases.length,
    payouts: yuan(sums.payouts),
    fees: yuan(sums.fees),
    cap: yuan(sums['case-cap']),
    shortfall: yuan(sums.shortfall),
    carry: yuan(sums['carry-in']),
    due: yuan(sums.due),
    share: yuan(sums.share),
    charged: yuan(sums.share * participants),
    participants: new Intl.NumberFormat(language).format(participants),
  }
}
