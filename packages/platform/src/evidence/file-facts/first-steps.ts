/** Multiples of the present step that are told apart; larger ones are rare and not looked at. */
export const mostMultiple = 63
/** Steps that a first saving may have had: 60 is that of the coarsest frequency looked at of a picture saved at quality 60. */
const coarsestFirstStep = 60
/** What rounding between two savings does to a frequency, as a standard deviation: pixels are whole numbers, and pass through RGB. */
const roundingDeviation = 0.5
/** Where nothing of the first saving is known: the share of frequencies that obey no model, so that none proves a change by itself. */
const outlierShare = 0.04
/** Multiples below this value may be a zero and rounding. */
const leastValue = 2

/** What one frequency's first saving says of each multiple of the present step, 0 to `mostMultiple`. */
export interface FirstStep {
  /** The natural logarithm of how many times likelier the multiple is where the picture was saved with both steps than where it was saved once; 0: says nothing. */
  readonly evidence: Float64Array
  /** Multiples that the first step leaves empty. */
  readonly hole: Uint8Array
}

/** Evidence for a first step, in all and for each frequency of a block, below which it is taken for chance. */
const leastGain = 12
const leastGainEach = 0.03
/** A first step that leaves more than this share of what is there unexplained is not the one. A painted area has less of a picture. */
const mostHoles = 0.1
/** From this logarithm downwards a multiple is a hole. */
const holeBelow = -1.5

/**
 * Finds with which step a frequency was quantised before it was quantised with `step`: the one under which the multiples that are there
 * are the likeliest. Null where no step explains them better than that there was none (saved once), or the two can't be told apart.
 *
 * A value `n * first` that is quantised again with a smaller step can't fall on every multiple of it, and on some falls twice as often
 * (Lin, He, Tang, Tang 2009, Fast, automatic and fine-grained tampered JPEG image detection via DCT coefficient analysis; the likelihoods as
 * in Bianchi and Piva 2012, Image forgery localization via block-grained analysis of JPEG artifacts, with both savings on one grid).
 * `counts` are the multiples on the grid of blocks, `offGrid` those of blocks between them: what one saving would have left.
 */
export function findFirstStep(step: number, counts: Float64Array, offGrid: Float64Array): FirstStep | null {
  const from = Math.ceil(leastValue / step + 0.5)
  const total = sumFrom(counts, from)
  if (total === 0 || sumFrom(offGrid, from) === 0) return null
  let best: { gain: number; evidence: Float64Array } | null = null
  for (let first = 2; first <= coarsestFirstStep; first += 1) {
    if (first === step) continue
    const evidence = evidenceFor(reachable(first, step), offGrid, from)
    if (evidence === null) continue
    const gain = weigh(counts, evidence)
    if (gain > (best?.gain ?? 0) && holesIn(counts, evidence) <= mostHoles * total) best = { gain, evidence }
  }
  if (best === null || best.gain < leastGain || best.gain < leastGainEach * total) return null
  const { evidence } = best
  return { evidence, hole: new Uint8Array(evidence.map((each) => (each < holeBelow ? 1 : 0))) }
}

function holesIn(counts: Float64Array, evidence: Float64Array): number {
  return counts.reduce((sum, count, multiple) => (evidence[multiple]! < holeBelow ? sum + count : sum), 0)
}

/** How many multiples of `first` fall on each multiple of `step`, spread by rounding. */
function reachable(first: number, step: number): Float64Array {
  const found = new Float64Array(mostMultiple + 1)
  const reach = 4 * roundingDeviation
  for (let value = first; value - reach < (mostMultiple + 0.5) * step; value += first) {
    const [lowest, highest] = [value - reach, value + reach].map((edge) => Math.floor(edge / step + 0.5)) as [
      number,
      number,
    ]
    for (let multiple = Math.max(lowest, 1); multiple <= Math.min(highest, mostMultiple); multiple += 1) {
      const below = (edge: number) => normal((edge * step - value) / roundingDeviation)
      const [from, to] = [
        multiple === lowest ? 0 : below(multiple - 0.5),
        multiple === highest ? 1 : below(multiple + 0.5),
      ]
      found[multiple] = found[multiple]! + to - from
    }
  }
  return found
}

function evidenceFor(reached: Float64Array, offGrid: Float64Array, from: number): Float64Array | null {
  const mean = weigh(offGrid.subarray(from), reached.subarray(from)) / sumFrom(offGrid, from)
  // Hardly a multiple of the present step could be there: no model of this picture.
  if (mean < 0.002) return null
  const evidence = new Float64Array(mostMultiple + 1)
  for (let multiple = from; multiple <= mostMultiple; multiple += 1)
    evidence[multiple] = Math.log(((1 - outlierShare) * reached[multiple]!) / mean + outlierShare)
  return evidence
}

function sumFrom(counts: Float64Array, from: number): number {
  let sum = 0
  for (let at = from; at < counts.length; at += 1) sum += counts[at]!
  return sum
}

function weigh(counts: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let at = 0; at < counts.length; at += 1) sum += counts[at]! * weights[at]!
  return sum
}

/** The standard normal distribution up to `value`, to three digits (Bowling and others 2009, A logistic approximation). */
function normal(value: number): number {
  return 1 / (1 + Math.exp(-0.07056 * value ** 3 - 1.5976 * value))
}
