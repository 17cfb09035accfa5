/**
 * Risk signals order the reviewers' queue and say what to look at first. They decide nothing: a claim is refused by a person, under a
 * clause of the plan, and no rule of `decide-claim.ts` reads a score.
 */
export const riskSignalCodes = [
  'soon-after-waiting',
  'ill-around-joining',
  'same-file',
  'near-same-picture',
  'same-document-number',
  'copied-words',
  'edited-picture',
  'edited-pdf',
  'shared-account',
  'shared-phone',
  'payer-of-many',
  'beside-refused',
  'hospital-above-rate',
  'doctor-above-rate',
  'dates-contradict',
  'attestation-missing',
  'declaration-against-papers',
] as const

export type RiskSignalCode = (typeof riskSignalCodes)[number]

/** What the operator thinks of each signal: the points that its full strength gives, 0 (never shown) to `largestRiskWeight`. */
export type RiskWeights = Readonly<Record<RiskSignalCode, number>>

export const largestRiskWeight = 100

/**
 * The weights of a plan whose operator has set none. Points are ten times the binary logarithm of how many times more often a fraud has
 * the signal than an honest case does, in the trial of docs/risk-signals.md, at most 100: so they may be added. What is hard to explain
 * otherwise (another case's paper) weighs most; what befalls many honest people (an illness soon after the waiting period) next to nothing.
 */
export const defaultRiskWeights: RiskWeights = {
  'soon-after-waiting': 24,
  'ill-around-joining': 97,
  'same-file': 100,
  'near-same-picture': 100,
  'same-document-number': 100,
  'copied-words': 100,
  'edited-picture': 100,
  'edited-pdf': 85,
  'shared-account': 95,
  'shared-phone': 100,
  'payer-of-many': 100,
  'beside-refused': 100,
  'hospital-above-rate': 45,
  'doctor-above-rate': 50,
  'dates-contradict': 57,
  'attestation-missing': 55,
  'declaration-against-papers': 100,
}

/** Figures, days, codes and references that explain a signal; nothing that names a person. */
export type SignalFacts = Readonly<Record<string, string | number | readonly string[]>>

export interface RiskSignal {
  readonly code: RiskSignalCode
  /** How far the facts go, in percent, 1 to 100. */
  readonly strength: number
  readonly facts: SignalFacts
}

export interface WeighedSignal extends RiskSignal {
  readonly weight: number
  /** `weight` times `strength`, rounded to a whole point. */
  readonly points: number
}

export interface Risk {
  /** The sum of the points; 0 where nothing was noticed. */
  readonly score: number
  /** Those with points, the heaviest first. */
  readonly signals: readonly WeighedSignal[]
}

/** Weighs what was noticed. The order of equal signals is that of `riskSignalCodes`. */
export function weighSignals(signals: readonly RiskSignal[], weights: RiskWeights): Risk {
  const weighed = signals
    .map((signal) => {
      const weight = weights[signal.code]
      return { ...signal, weight, points: Math.floor((weight * signal.strength + 50) / 100) }
    })
    .filter(({ points }) => points > 0)
    .sort((left, right) => right.points - left.points || placeOf(left) - placeOf(right))
  return { score: weighed.reduce((sum, { points }) => sum + points, 0), signals: weighed }
}

const placeOf = ({ code }: RiskSignal) => riskSignalCodes.indexOf(code)
