import { type InkCells, inkAt, inkOfPrint, type Landmark, landmarksOf } from './landmarks.ts'
import { lineUp, type Pair, type Placing, placed, placingOf } from './line-up.ts'
import type { PicturePrint } from './picture-print.ts'

/** A print made ready to be compared with several others. */
export interface ReadyPrint extends InkCells {
  readonly landmarks: readonly Landmark[]
}

export function readyPrint(print: PicturePrint): ReadyPrint {
  const ink = inkOfPrint(print)
  return { ...ink, landmarks: landmarksOf(ink) }
}

/** Cells of the side of a place that is compared: two or three letters. */
const placeSide = 8
/** Cells of the side of a place by which the placing is made better, and how many of them. */
const guideSide = 12
const mostGuides = 24
/**
 * Correlation from which the same is written. With 0.9 one pair in 250 of two short forms of one hospital reached 90 %, with 0.96 copies that
 * were saved badly fall towards it.
 */
const placeAgrees = 0.95
/** Share of each side that is not compared: edges of a page, corners that turning added. */
const edgeShare = 0.06
/** Variance of a place, in squares of a level of ink, from which there is something written. */
const leastVariance = 1.5
/** Places without which nothing is said: a page that is nearly blank is like every page that is nearly blank. */
const fewestPlaces = 12
/** Share of what is written on the first picture that has to lie on the second. */
const leastShared = 0.6
/** Correlation from which a guide may be the same, and the share of guides below which a closer look is not worth it. */
const guideAgrees = 0.6
const hopelessShare = 0.5

/**
 * How alike two pictures are, in percent: of the places where something is written on one of them, those where the same is written on the
 * other, after the second was turned, scaled and moved to lie on the first. Forms of one hospital agree in what is printed and in nothing
 * else; a copy agrees everywhere but where it was written on. 0 where the two can't be made to lie on each other.
 */
export function likenessPercent(left: ReadyPrint, right: ReadyPrint): number {
  const rough = lineUp(left.landmarks, right.landmarks, left, right)
  if (rough === null) return 0
  const guides = everyFew(writtenPlaces(left, right, rough, guideSide).shared, mostGuides)
  const hopeful = guides.filter((at) => bestFit(left, right, rough, at, guideSide, [0]).correlation >= guideAgrees)
  if (hopeful.length < guides.length * hopelessShare) return 0
  const nearly = betterPlacing(left, right, rough, guides, [-2, -1, 0, 1, 2])
  const placing = betterPlacing(left, right, nearly, guides, [-0.5, 0, 0.5])
  const { cutOff, shared } = writtenPlaces(left, right, placing, placeSide)
  if (shared.length < fewestPlaces || shared.length < leastShared * (shared.length + cutOff)) return 0
  const agreeing = shared.filter(
    (place) => bestFit(left, right, placing, place, placeSide, [-0.5, 0, 0.5]).correlation >= placeAgrees,
  )
  return Math.floor((100 * agreeing.length) / shared.length)
}

/** Upper left cell of a square in the first print. */
type Place = readonly [x: number, y: number]

/** Squares in which one of the prints has something written: those that lie on both, and how many of the first the second lacks. */
function writtenPlaces(left: ReadyPrint, right: ReadyPrint, placing: Placing, side: number) {
  const shared: Place[] = []
  let cutOff = 0
  const [marginX, marginY] = [Math.ceil(left.width * edgeShare), Math.ceil(left.height * edgeShare)]
  for (let y = marginY; y + side <= left.height - marginY; y += side) {
    for (let x = marginX; x + side <= left.width - marginX; x += side) {
      const { leftVariance, rightVariance } = fitAt(left, right, placing, [x, y], side, 0, 0)
      if (!liesOn(right, placing, x, y, side)) cutOff += leftVariance > leastVariance ? 1 : 0
      else if (Math.max(leftVariance, rightVariance) > leastVariance) shared.push([x, y])
    }
  }
  return { shared, cutOff }
}

function liesOn(print: ReadyPrint, placing: Placing, x: number, y: number, side: number): boolean {
  const [marginX, marginY] = [print.width * edgeShare, print.height * edgeShare]
  return [0, side].every((down) =>
    [0, side].every((along) => {
      const [toX, toY] = placed(placing, x + along, y + down)
      return toX >= marginX && toX <= print.width - marginX && toY >= marginY && toY <= print.height - marginY
    }),
  )
}

function everyFew(places: readonly Place[], most: number): readonly Place[] {
  const step = Math.max(1, places.length / most)
  return Array.from({ length: Math.min(most, places.length) }, (_, at) => places[Math.floor(at * step)]!)
}

/** Moves each guide to where it fits best, and places anew by those that fit. */
function betterPlacing(
  left: ReadyPrint,
  right: ReadyPrint,
  placing: Placing,
  guides: readonly Place[],
  steps: readonly number[],
): Placing {
  const half = guideSide / 2
  const pairs = guides.flatMap(([x, y]): Pair[] => {
    const { correlation, down, along } = bestFit(left, right, placing, [x, y], guideSide, steps)
    const [toX, toY] = placed(placing, x + half, y + half)
    return correlation >= guideAgrees ? [[x + half, y + half, toX + along, toY + down]] : []
  })
  return (pairs.length >= fewestGuides ? placingOf(pairs) : null) ?? placing
}

const fewestGuides = 6

/** The shift, among `steps` either way in cells of the second print, at which a place agrees best. */
function bestFit(
  left: ReadyPrint,
  right: ReadyPrint,
  placing: Placing,
  place: Place,
  side: number,
  steps: readonly number[],
) {
  let best = { correlation: -1, along: 0, down: 0 }
  for (const down of steps) {
    for (const along of steps) {
      const { correlation } = fitAt(left, right, placing, place, side, along, down)
      if (correlation > best.correlation) best = { correlation, along, down }
    }
  }
  return best
}

/** How the ink of a place varies on both prints, and how it agrees: the correlation, 0 where one of them has nothing. */
function fitAt(
  left: ReadyPrint,
  right: ReadyPrint,
  { a, b, c, d, e, f }: Placing,
  [x, y]: Place,
  side: number,
  along: number,
  down: number,
) {
  let [sum, otherSum, squares, otherSquares, products] = [0, 0, 0, 0, 0]
  for (let row = y; row < y + side; row += 1) {
    for (let column = x; column < x + side; column += 1) {
      const ink = left.cells[row * left.width + column]!
      const [middleX, middleY] = [column + 0.5, row + 0.5]
      const [toX, toY] = [a * middleX + b * middleY + c + along, d * middleX + e * middleY + f + down]
      const other = inkAt(right, toX, toY)
      sum += ink
      otherSum += other
      squares += ink * ink
      otherSquares += other * other
      products += ink * other
    }
  }
  const count = side ** 2
  const leftVariance = (squares - sum ** 2 / count) / count
  const rightVariance = (otherSquares - otherSum ** 2 / count) / count
  const covariance = (products - (sum * otherSum) / count) / count
  const blank = leftVariance < 0.01 || rightVariance < 0.01
  return { leftVariance, rightVariance, correlation: blank ? 0 : covariance / Math.sqrt(leftVariance * rightVariance) }
}
