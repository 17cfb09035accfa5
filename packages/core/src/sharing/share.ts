import { rateFen } from '../money.ts'

/** One case of a period as the arithmetic sees it. */
export interface CaseToShare {
  readonly caseReference: string
  readonly payoutFen: bigint
}

/** The plan's terms of sharing that the arithmetic needs. */
export interface ShareTerms {
  /** Plan term `sharing.managementFeeBasisPoints`. */
  readonly managementFeeBasisPoints: number
  /** Plan term `sharing.capPerCaseFen`: what one participant bears of one case at most, fee included. */
  readonly capPerCaseFen: bigint | null
  /** Plan term `sharing.capPerYearFen`: what one participant bears in a calendar year at most. */
  readonly capPerYearFen: bigint | null
}

export interface ShareInput {
  readonly terms: ShareTerms
  readonly cases: readonly CaseToShare[]
  /** N: those who share. */
  readonly participants: bigint
  /** What rounding collected too much before; it lowers this period. */
  readonly carryInFen: bigint
  /** Unpaid shares of earlier periods that this one bears; below zero where more came in late than is open. */
  readonly shortfallFen: bigint
  /** The sum of this calendar year's shares per head so far. */
  readonly yearSoFarFen: bigint
  /** In run-off nobody is charged: the operator bears what is due. */
  readonly borneByOperator: boolean
}

export interface SharedCase extends CaseToShare {
  readonly feeFen: bigint
  /** What of the case is above the cap per case. */
  readonly operatorFen: bigint
}

/** The arithmetic of a period line by line, so that anyone can recompute it. All sums in fen. */
export interface ShareResult {
  readonly cases: readonly SharedCase[]
  readonly payoutsFen: bigint
  readonly feesFen: bigint
  /** What is to be shared after caps per case, shortfall and carry. */
  readonly dueFen: bigint
  /** The same for everybody. */
  readonly shareFen: bigint
  /** shareFen x participants. */
  readonly chargedFen: bigint
  readonly carryOutFen: bigint
  /** What the operator bears in all, and by reason. */
  readonly operatorFen: bigint
  readonly operator: {
    readonly caseCapFen: bigint
    readonly yearCapFen: bigint
    readonly noParticipantsFen: bigint
    readonly runOffFen: bigint
  }
}

/**
 * Shares a period equally. In this order:
 * 1. the fee of each payout, rounded half up;
 * 2. what of a case (payout and fee) exceeds the cap per case times the participants goes to the operator;
 * 3. the rest of all cases, plus the shortfall, minus the carry, is due (never below zero; what is left of the carry stays);
 * 4. the share is due / participants, rounded up;
 * 5. a share above what is left of the year's cap is cut to that, and the operator bears what is then missing;
 * 6. what the shares bring beyond the due is carried out.
 *
 *   shareFen x participants + operatorFen = payoutsFen + feesFen + shortfallFen + carryOutFen - carryInFen
 *
 * Published as "(payouts that passed + fee - surplus carried in) / participants, rounded up". Plan term `sharing`.
 * Throws a RangeError on negative figures: they are faults, not periods.
 */
export function computeShare(input: ShareInput): ShareResult {
  requireSense(input)
  const { participants, carryInFen, shortfallFen } = input
  const cases = input.cases.map((one) => shareCase(one, input))
  const payoutsFen = sum(cases.map((one) => one.payoutFen))
  const feesFen = sum(cases.map((one) => one.feeFen))
  const caseCapFen = sum(cases.map((one) => one.operatorFen))
  const restFen = payoutsFen + feesFen - caseCapFen + shortfallFen - carryInFen
  const dueFen = restFen > 0n ? restFen : 0n
  const shareFen = shareOf(dueFen, input)
  const chargedFen = shareFen * participants
  const missingFen = dueFen > chargedFen ? dueFen - chargedFen : 0n
  return {
    cases,
    payoutsFen,
    feesFen,
    dueFen,
    shareFen,
    chargedFen,
    // What the shares bring beyond the due, and what of the carry was not needed.
    carryOutFen: chargedFen - restFen + missingFen,
    operatorFen: caseCapFen + missingFen,
    operator: { caseCapFen, ...missingBy(input, missingFen) },
  }
}

function shareCase(one: CaseToShare, { terms, participants, borneByOperator }: ShareInput): SharedCase {
  const feeFen = rateFen(one.payoutFen, terms.managementFeeBasisPoints)
  // Where nobody shares there is no cap to exceed: everything is missing for one reason, see `missingBy`.
  if (terms.capPerCaseFen === null || participants === 0n || borneByOperator) return { ...one, feeFen, operatorFen: 0n }
  const aboveFen = one.payoutFen + feeFen - terms.capPerCaseFen * participants
  return { ...one, feeFen, operatorFen: aboveFen > 0n ? aboveFen : 0n }
}

function shareOf(dueFen: bigint, { terms, participants, yearSoFarFen, borneByOperator }: ShareInput): bigint {
  if (participants === 0n || borneByOperator) return 0n
  const evenFen = (dueFen + participants - 1n) / participants
  if (terms.capPerYearFen === null) return evenFen
  const leftFen = terms.capPerYearFen > yearSoFarFen ? terms.capPerYearFen - yearSoFarFen : 0n
  return evenFen < leftFen ? evenFen : leftFen
}

/** One reason for what the shares do not bring: run-off before an empty plan before the year's cap. */
function missingBy({ participants, borneByOperator }: ShareInput, missingFen: bigint) {
  const none = { yearCapFen: 0n, noParticipantsFen: 0n, runOffFen: 0n }
  if (borneByOperator) return { ...none, runOffFen: missingFen }
  if (participants === 0n) return { ...none, noParticipantsFen: missingFen }
  return { ...none, yearCapFen: missingFen }
}

function requireSense({ cases, participants, carryInFen, yearSoFarFen }: ShareInput): void {
  for (const [name, figure] of Object.entries({ participants, carryInFen, yearSoFarFen })) {
    if (figure < 0n) throw new RangeError(`${name} is ${figure}, below zero`)
  }
  for (const { caseReference, payoutFen } of cases) {
    if (payoutFen < 0n) throw new RangeError(`the payout of case ${caseReference} is ${payoutFen} fen, below zero`)
  }
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
