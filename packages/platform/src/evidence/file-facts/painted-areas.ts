import type { PaintedArea } from '@tongzhou/core'
import { frequencyCount } from './block-frequencies.ts'
import { type FirstStep, findFirstStep, mostMultiple } from './first-steps.ts'
import { decodeJpeg, type JpegBlocks, type JpegPicture, readBlocks } from './jpeg-blocks.ts'
import type { JpegSteps } from './jpeg-steps.ts'

/** Of 35 frequencies those whose first step was found, below which a picture is taken for saved once: a filter leaves some by chance. */
const leastFirstSteps = 14
/** Evidence (natural logarithm) around a block from which it belongs to an area, and of an area from which it is told. */
const leastAround = 6
const leastEvidence = 25
/** A reviewer looks at the places that stand out most. */
const mostAreas = 3
/** Beyond this share of the blocks the picture as a whole was changed, and no place in it. */
const mostShare = 0.2
/** Of what was saved twice nearly nothing lies in a hole; more does where a filter moved all values. */
const mostHolesOutside = 0.008
/** What was painted lies in holes by chance: so many values of an area at least, this share of them, and so many times that of the rest. */
const leastHoles = 8
const leastHolesShare = 0.02
const holesAgainstOutside = 20

/**
 * Where a JPEG was painted over or pasted into after it had been saved before: the rest was quantised twice on the same grid of 8 x 8
 * pixels, that place once. Double quantisation leaves holes in the values of each frequency; blocks with values in them did not pass
 * through the first saving (sources at `findFirstStep`).
 *
 * Empty: nothing was found, as in a photo that was saved once. Null: it can't be judged. Blind where the last saving was as coarse as the
 * first or coarser, where nothing but smooth paper was painted, and where the picture was cut, made smaller or turned after the change.
 * It doesn't say who painted: an arrow and a blacked-out number are found as well.
 */
export async function findPaintedAreas(bytes: Buffer): Promise<readonly PaintedArea[] | null> {
  const picture = await decodeJpeg(bytes)
  if (picture === null) return null
  const blocks = await readBlocks(picture)
  const firstSteps = findFirstSteps(picture, blocks)
  if (firstSteps.filter((each) => each !== null).length < leastFirstSteps) return []
  return toldAreas(judge(blocks, firstSteps)).map((area) => asShown(area, blocks, picture))
}

function findFirstSteps({ steps }: JpegSteps, { counts, offGrid }: JpegBlocks): readonly (FirstStep | null)[] {
  return counts.map((each, index) => findFirstStep(steps[index + 1]!, each, offGrid[index]!))
}

/** Each block's evidence that it was saved once where the rest was saved twice; below 0: that it was saved twice as well. */
interface JudgedBlocks {
  readonly across: number
  readonly down: number
  readonly evidence: Float32Array
  /** Frequencies of each block that say something, and those of them that lie in a hole. */
  readonly looked: Uint8Array
  readonly holes: Uint8Array
}

function judge({ across, down, multiples }: JpegBlocks, firstSteps: readonly (FirstStep | null)[]): JudgedBlocks {
  const [looked, holes] = [new Uint8Array(across * down), new Uint8Array(across * down)]
  const evidence = new Float32Array(across * down)
  for (let at = 0; at < evidence.length; at += 1) {
    for (let index = 0; index < frequencyCount; index += 1) {
      const first = firstSteps[index]
      const multiple = multiples[at * frequencyCount + index]!
      if (!first || multiple > mostMultiple || first.evidence[multiple] === 0) continue
      evidence[at]! -= first.evidence[multiple]!
      looked[at]! += 1
      holes[at]! += first.hole[multiple]!
    }
  }
  return { across, down, evidence, looked, holes }
}

/** A box of blocks, ends not included. */
interface Area {
  left: number
  top: number
  right: number
  bottom: number
  evidence: number
  blocks: number
  looked: number
  holes: number
}

/** The areas with most evidence; none where the rest of the picture does not speak for it. */
function toldAreas(judged: JudgedBlocks): readonly Area[] {
  const around = sumAround(judged)
  const areas = areasOf(judged, around)
  const blocks = areas.reduce((sum, area) => sum + area.blocks, 0)
  const outside = holesOutside(judged, around)
  if (blocks > mostShare * judged.evidence.length || outside > mostHolesOutside) return []
  return areas
    .filter(({ evidence, holes, looked }) => {
      const leastShare = Math.max(leastHolesShare, holesAgainstOutside * outside)
      return evidence >= leastEvidence && holes >= leastHoles && holes >= leastShare * looked
    })
    .sort((left, right) => right.evidence - left.evidence)
    .slice(0, mostAreas)
}

/** Blocks that are neighbours and have evidence around them. */
function areasOf(judged: JudgedBlocks, around: Float32Array): readonly Area[] {
  const seen = new Uint8Array(around.length)
  const areas: Area[] = []
  for (let start = 0; start < around.length; start += 1) {
    if (around[start]! < leastAround || seen[start] === 1) continue
    const area: Area = {
      left: judged.across,
      top: judged.down,
      right: 0,
      bottom: 0,
      evidence: 0,
      blocks: 0,
      looked: 0,
      holes: 0,
    }
    const open = [start]
    seen[start] = 1
    while (open.length > 0) {
      const at = open.pop()!
      addTo(area, judged, at)
      for (const near of neighbours(at, judged)) {
        if (around[near]! < leastAround || seen[near] === 1) continue
        seen[near] = 1
        open.push(near)
      }
    }
    areas.push(area)
  }
  return areas
}

function addTo(area: Area, { across, evidence, holes, looked }: JudgedBlocks, at: number): void {
  const [column, row] = [at % across, Math.floor(at / across)]
  area.left = Math.min(area.left, column)
  area.right = Math.max(area.right, column + 1)
  area.top = Math.min(area.top, row)
  area.bottom = Math.max(area.bottom, row + 1)
  area.evidence += evidence[at]!
  area.blocks += 1
  area.looked += looked[at]!
  area.holes += holes[at]!
}

/** The evidence of each block and its neighbours. */
function sumAround({ across, down, evidence }: JudgedBlocks): Float32Array {
  const sums = new Float32Array(evidence.length)
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      let sum = 0
      for (let y = Math.max(0, row - 1); y <= Math.min(down - 1, row + 1); y += 1)
        for (let x = Math.max(0, column - 1); x <= Math.min(across - 1, column + 1); x += 1)
          sum += evidence[y * across + x]!
      sums[row * across + column] = sum
    }
  }
  return sums
}

function neighbours(at: number, { across, down }: JudgedBlocks): readonly number[] {
  const [column, row] = [at % across, Math.floor(at / across)]
  const near: number[] = []
  for (let y = Math.max(0, row - 1); y <= Math.min(down - 1, row + 1); y += 1)
    for (let x = Math.max(0, column - 1); x <= Math.min(across - 1, column + 1); x += 1)
      if (y !== row || x !== column) near.push(y * across + x)
  return near
}

/** The share of values in holes in blocks that have no evidence around them; all of it where there is nothing that an area could differ from. */
function holesOutside({ holes, looked }: JudgedBlocks, around: Float32Array): number {
  let [all, inHoles] = [0, 0]
  for (let at = 0; at < looked.length; at += 1) {
    if (around[at]! >= leastAround) continue
    all += looked[at]!
    inHoles += holes[at]!
  }
  return all === 0 ? 1 : inHoles / all
}

type Point = readonly [x: number, y: number]

/** Where a point of the stored picture is once it is turned as its EXIF orientation says (CIPA DC-008, 4.6.5); both from 0 to 1. */
const turned: readonly ((x: number, y: number) => Point)[] = [
  (x, y) => [x, y],
  (x, y) => [1 - x, y],
  (x, y) => [1 - x, 1 - y],
  (x, y) => [x, 1 - y],
  (x, y) => [y, x],
  (x, y) => [1 - y, x],
  (x, y) => [1 - y, 1 - x],
  (x, y) => [y, 1 - x],
]

function asShown({ bottom, left, right, top }: Area, { every }: JpegBlocks, picture: JpegPicture): PaintedArea {
  const turn = turned[picture.orientation - 1] ?? turned[0]!
  const [across, down] = [(8 * every) / picture.width, (8 * every) / picture.height]
  const [one, other] = [turn(left * across, top * down), turn(right * across, bottom * down)]
  const thousandths = (share: number) => Math.floor(share * 1_000 + 0.5)
  return {
    left: thousandths(Math.min(one[0], other[0])),
    top: thousandths(Math.min(one[1], other[1])),
    width: thousandths(Math.abs(one[0] - other[0])),
    height: thousandths(Math.abs(one[1] - other[1])),
  }
}
