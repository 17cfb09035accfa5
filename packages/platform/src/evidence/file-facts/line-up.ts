import { type Landmark, productOf } from './landmarks.ts'

/** Where a point of one print lies in another: turned, scaled and moved, and a little skewed (`x' = a x + b y + c`, `y' = d x + e y + f`). */
export interface Placing {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
}

/** A point of one print and where it was found in the other, in cells. */
export type Pair = readonly [x: number, y: number, otherX: number, otherY: number]

export const placed = ({ a, b, c, d, e, f }: Placing, x: number, y: number): readonly [number, number] => [
  a * x + b * y + c,
  d * x + e * y + f,
]

/** Part of each side by which a landmark is moved at most: a picture that is cut by a tenth moves it by that, turning by a little more. */
const mostMoved = 0.16
/** Product of the looks of two landmarks from which they may be the same one; 1 for the same looks. */
const leastAlike = 0.75
/** Pairs that are tried out against each other; of 60 there are 1,770 twos. */
const mostTried = 60
/** Cells between two landmarks from which turn and scale are reckoned: nearer ones say little of it. */
const leastApart = 30
const scales = { least: 0.75, most: 1.33 }
/** Tangent of the largest turn: 7 degrees, which is two pictures turned by three each way. */
const mostTurned = 0.12
/** Landmarks that have to agree. Fewer do by chance. */
const fewestAgreeing = 6
/** Cells by which landmarks that agree may be off: of a placing by two pairs, and while the placing is made better. */
const roughTolerance = 3
const tolerances = [4, 3, 2.5]

/**
 * How the second print has to be turned, scaled and moved for its landmarks to lie on those of the first: the placing in which most of them
 * agree (random sample consensus, Fischler and Bolles 1981, with every two of the likeliest pairs in place of random ones), made better by
 * least squares. Null where too few agree.
 */
export function lineUp(
  left: readonly Landmark[],
  right: readonly Landmark[],
  size: Size,
  otherSize: Size,
): Placing | null {
  const pairs = pairsOf(left, right, size, otherSize)
  let placing = likeliestPlacing(pairs.slice(0, mostTried))
  if (placing === null) return null
  for (const tolerance of tolerances) {
    const agreeing = pairs.filter((pair) => isNear(placing!, pair, tolerance))
    if (agreeing.length < fewestAgreeing) return null
    placing = placingOf(agreeing) ?? placing
  }
  return placing
}

interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Each landmark with the one that looks most like it, in about the same part of the picture; first those that nothing else looks like. The
 * corners of a table look like each other.
 */
function pairsOf(left: readonly Landmark[], right: readonly Landmark[], size: Size, otherSize: Size): readonly Pair[] {
  const found: (readonly [lead: number, Pair])[] = []
  for (const one of left) {
    const [x, y] = [one.x / size.width, one.y / size.height]
    let [best, second] = [leastAlike, leastAlike]
    let pair: Pair | null = null
    for (const other of right) {
      if (Math.abs(other.x / otherSize.width - x) > mostMoved) continue
      if (Math.abs(other.y / otherSize.height - y) > mostMoved) continue
      const alike = productOf(one.looks, other.looks)
      if (alike > best) {
        second = best
        best = alike
        pair = [one.x, one.y, other.x, other.y]
      } else if (alike > second) second = alike
    }
    if (pair) found.push([best - second, pair])
  }
  return found.sort(([lead], [otherLead]) => otherLead - lead).map(([, pair]) => pair)
}

function likeliestPlacing(pairs: readonly Pair[]): Placing | null {
  let most = fewestAgreeing - 1
  let likeliest: Placing | null = null
  for (const [at, first] of pairs.entries()) {
    for (let other = at + 1; other < pairs.length; other += 1) {
      const placing = placingOfTwo(first, pairs[other]!)
      if (placing === null) continue
      let agreeing = 0
      for (const pair of pairs) if (isNear(placing, pair, roughTolerance)) agreeing += 1
      if (agreeing <= most) continue
      most = agreeing
      likeliest = placing
    }
  }
  return likeliest
}

/** Two points say how far a picture was turned, scaled and moved; null where nobody turns or cuts a copy so far. */
function placingOfTwo([x, y, otherX, otherY]: Pair, [toX, toY, toOtherX, toOtherY]: Pair): Placing | null {
  const [right, down, otherRight, otherDown] = [toX - x, toY - y, toOtherX - otherX, toOtherY - otherY]
  const square = right ** 2 + down ** 2
  if (square < leastApart ** 2) return null
  const along = (right * otherRight + down * otherDown) / square
  const across = (right * otherDown - down * otherRight) / square
  const scale = Math.sqrt(along ** 2 + across ** 2)
  if (scale < scales.least || scale > scales.most || Math.abs(across) > mostTurned * along) return null
  const [c, f] = [otherX - along * x + across * y, otherY - across * x - along * y]
  return { a: along, b: -across, c, d: across, e: along, f }
}

function isNear({ a, b, c, d, e, f }: Placing, [x, y, otherX, otherY]: Pair, tolerance: number): boolean {
  return (a * x + b * y + c - otherX) ** 2 + (d * x + e * y + f - otherY) ** 2 < tolerance ** 2
}

/** The placing that comes nearest to all pairs (least squares); null where they lie on one line. */
export function placingOf(pairs: readonly Pair[]): Placing | null {
  const mean = (at: 0 | 1 | 2 | 3) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length
  const means = [mean(0), mean(1), mean(2), mean(3)] as const
  const sumOf = (at: 0 | 1, other: 0 | 1 | 2 | 3) =>
    pairs.reduce((sum, pair) => sum + (pair[at] - means[at]) * (pair[other] - means[other]), 0)
  const [xx, xy, yy] = [sumOf(0, 0), sumOf(0, 1), sumOf(1, 1)]
  const determinant = xx * yy - xy ** 2
  if (determinant <= 1e-6 * xx * yy) return null
  const solve = (withX: number, withY: number) =>
    [(withX * yy - withY * xy) / determinant, (withY * xx - withX * xy) / determinant] as const
  const [a, b] = solve(sumOf(0, 2), sumOf(1, 2))
  const [d, e] = solve(sumOf(0, 3), sumOf(1, 3))
  return { a, b, c: means[2] - a * means[0] - b * means[1], d, e, f: means[3] - d * means[0] - e * means[1] }
}
