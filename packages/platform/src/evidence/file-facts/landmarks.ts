import type { PicturePrint } from './picture-print.ts'

/** A print's ink, in rows. */
export interface InkCells {
  readonly width: number
  readonly height: number
  readonly cells: Float32Array
}

/** A place in a print that is found again in a copy: darker or lighter than what is around it. */
export interface Landmark {
  /** In cells of the print, from its upper left corner. */
  readonly x: number
  readonly y: number
  /** What the surroundings look like: `traits` numbers whose squares add up to 1. */
  readonly looks: Float32Array
}

/** Landmarks of one print. With a hundred, one copy in thirteen was not among the twelve that are compared. */
const mostLandmarks = 150
/** Share of each side in which there are none: what is there may be cut off, or be the edge of the page. */
const marginShare = 0.05
/** Sigma, in cells of landmarks, of the blur that takes away single letters, and of the one that a place is compared with. */
const fineBlur = 1.3
const wideBlur = 3
/** Levels of ink by which a place stands out at least. */
const leastContrast = 0.4

/** Sigma, in cells, of a blur that forgives where the cells of two pictures begin. */
const forgivingBlur = 1

/** The ink of a print as it is compared. */
export function inkOfPrint({ cells, height, width }: PicturePrint): InkCells {
  return { width, height, cells: blur(cells, width, height, forgivingBlur) }
}

/** Cells of landmarks to one of the print: whole words, not letters, are what is found again. */
const landmarkScale = 0.65

/** The landmarks that stand out most; of the print drawn larger or smaller where the other picture may show less of the page or more. */
export function landmarksOf(ink: InkCells, drawnAs = 1): readonly Landmark[] {
  const scale = landmarkScale * drawnAs
  const { cells, height, width } = drawnAt(ink, scale)
  const fine = blur(cells, width, height, fineBlur)
  const wide = blur(cells, width, height, wideBlur)
  const contrast = fine.map((ink, at) => ink - wide[at]!)
  const places = peaksOf(contrast, width, height)
  return places
    .sort((left, right) => Math.abs(contrast[right]!) - Math.abs(contrast[left]!))
    .slice(0, mostLandmarks)
    .map((at) => {
      const [x, y] = [at % width, Math.floor(at / width)]
      return { x: (x + 0.5) / scale, y: (y + 0.5) / scale, looks: looksOf(fine, width, height, x, y) }
    })
}

function drawnAt(print: InkCells, scale: number): InkCells {
  const [width, height] = [Math.floor(0.5 + print.width * scale), Math.floor(0.5 + print.height * scale)]
  const cells = new Float32Array(width * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      cells[y * width + x] = inkAt(print, (x + 0.5) / scale, (y + 0.5) / scale)
    }
  }
  return { width, height, cells }
}

/** The ink at a point between the middles of four cells (bilinear); beyond the print, that of its edge. */
export function inkAt({ cells, height, width }: InkCells, x: number, y: number): number {
  const right = Math.max(0, Math.min(width - 1.001, x - 0.5))
  const down = Math.max(0, Math.min(height - 1.001, y - 0.5))
  const [column, row] = [Math.trunc(right), Math.trunc(down)]
  const [partRight, partDown] = [right - column, down - row]
  const at = row * width + column
  const upper = cells[at]! * (1 - partRight) + cells[at + 1]! * partRight
  const lower = cells[at + width]! * (1 - partRight) + cells[at + width + 1]! * partRight
  return upper * (1 - partDown) + lower * partDown
}

/** Gaussian blur; beyond the edge there is no ink. */
function blur(cells: ArrayLike<number>, width: number, height: number, sigma: number): Float32Array {
  const weights = weightsOf(sigma)
  const sideways = new Float32Array(width * height)
  for (let y = 0; y < height; y += 1) blurLine(cells, sideways, y * width, 1, width, weights)
  const both = new Float32Array(width * height)
  for (let x = 0; x < width; x += 1) blurLine(sideways, both, x, width, height, weights)
  return both
}

function weightsOf(sigma: number): Float32Array {
  const radius = Math.ceil(sigma * 2.5)
  const bell = Float32Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * sigma ** 2)),
  )
  const sum = bell.reduce((total, weight) => total + weight, 0)
  return bell.map((weight) => weight / sum)
}

function blurLine(
  from: ArrayLike<number>,
  to: Float32Array,
  start: number,
  step: number,
  length: number,
  weights: Float32Array,
): void {
  const radius = (weights.length - 1) / 2
  for (let at = 0; at < length; at += 1) {
    const [first, last] = [Math.max(0, at - radius), Math.min(length - 1, at + radius)]
    let sum = 0
    for (let other = first; other <= last; other += 1)
      sum += from[start + other * step]! * weights[other - at + radius]!
    to[start + at * step] = sum
  }
}

/** Cells that stand out more than all within two cells of them. */
function peaksOf(contrast: Float32Array, width: number, height: number): number[] {
  const peaks: number[] = []
  const [marginX, marginY] = [
    Math.max(2, Math.floor(0.5 + width * marginShare)),
    Math.max(2, Math.floor(0.5 + height * marginShare)),
  ]
  for (let y = marginY; y < height - marginY; y += 1) {
    for (let x = marginX; x < width - marginX; x += 1) {
      const at = y * width + x
      if (Math.abs(contrast[at]!) >= leastContrast && isPeak(contrast, width, at)) peaks.push(at)
    }
  }
  return peaks
}

function isPeak(contrast: Float32Array, width: number, at: number): boolean {
  const sign = Math.sign(contrast[at]!)
  const own = contrast[at]! * sign
  for (let down = -2; down <= 2; down += 1) {
    for (let right = -2; right <= 2; right += 1) {
      const other = at + down * width + right
      // Of two that are equal the first is the peak.
      if (contrast[other]! * sign > own || (contrast[other]! * sign === own && other < at)) return false
    }
  }
  return true
}

/** Half the side, in cells of landmarks, of the square around a landmark whose looks are taken. */
const patchRadius = 9
const patchSide = 2 * patchRadius + 1
/** Numbers that the looks of a landmark are, and bits of its mark. */
const traits = 24

/** Patterns that a patch is compared with: the lowest frequencies (discrete cosine transform), weaker towards the edge of the patch. */
const patterns = Array.from({ length: 64 }, (_, at) => [at % 8, Math.floor(at / 8)] as const)
  .slice(1)
  .sort(([right, down], [otherRight, otherDown]) => right ** 2 + down ** 2 - otherRight ** 2 - otherDown ** 2)
  .slice(0, traits)
  .map(([right, down]) => patternOf(right, down))

function patternOf(right: number, down: number): Float32Array {
  const wave = (frequency: number, at: number) => Math.cos((Math.PI * (at + 0.5) * frequency) / patchSide)
  const pattern = Float32Array.from({ length: patchSide ** 2 }, (_, at) => {
    const [x, y] = [at % patchSide, Math.floor(at / patchSide)]
    const distance = (x - patchRadius) ** 2 + (y - patchRadius) ** 2
    return wave(right, x) * wave(down, y) * Math.exp(-distance / (2 * (patchRadius * 0.6) ** 2))
  })
  return toLengthOne(pattern)
}

function looksOf(cells: Float32Array, width: number, height: number, x: number, y: number): Float32Array {
  const patch = new Float32Array(patchSide ** 2)
  let sum = 0
  for (let row = 0; row < patchSide; row += 1) {
    const down = y + row - patchRadius
    if (down < 0 || down >= height) continue
    for (let column = 0; column < patchSide; column += 1) {
      const right = x + column - patchRadius
      if (right < 0 || right >= width) continue
      const ink = cells[down * width + right]!
      patch[row * patchSide + column] = ink
      sum += ink
    }
  }
  const mean = sum / patch.length
  for (let at = 0; at < patch.length; at += 1) patch[at] = patch[at]! - mean
  return toLengthOne(Float32Array.from(patterns, (pattern) => productOf(pattern, patch)))
}

export function productOf(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at += 1) sum += left[at]! * right[at]!
  return sum
}

function toLengthOne(numbers: Float32Array): Float32Array {
  const length = Math.sqrt(productOf(numbers, numbers))
  return length === 0 ? numbers : numbers.map((number) => number / length)
}

/** The marks under which a print is kept, to be found by: one of each landmark, the signs of its looks, in 24 bits. */
export function marksOf(print: PicturePrint): readonly number[] {
  return [...new Set(landmarksOf(inkOfPrint(print)).map(({ looks }) => markOf(looks)))]
}

function markOf(looks: Float32Array): number {
  return looks.reduce((mark, trait, bit) => mark | (trait > 0 ? 1 << bit : 0), 0)
}

/** Sizes at which a picture is looked for: the copy may show more of the page or less, up to a tenth and a little. */
const askedScales = [0.9, 1, 1.1]

/**
 * The marks under which a copy of a picture may be kept, about 1,500: of the picture at three sizes, each also with the one or two bits
 * the other way that are least sure (multi-probe hashing, Lv and others 2007). Only who looks pays for that; what is kept stays small.
 */
export function askedMarksOf(print: PicturePrint): readonly number[] {
  const ink = inkOfPrint(print)
  const asked = new Set<number>()
  for (const scale of askedScales) {
    for (const { looks } of landmarksOf(ink, scale)) {
      const mark = markOf(looks)
      const [first, second] = leastSureBits(looks)
      for (const flip of [0, first, second, first | second]) asked.add(mark ^ flip)
    }
  }
  return [...asked]
}

function leastSureBits(looks: Float32Array): readonly [number, number] {
  const order = Array.from(looks.keys()).sort((left, right) => Math.abs(looks[left]!) - Math.abs(looks[right]!))
  return [1 << order[0]!, 1 << order[1]!]
}
