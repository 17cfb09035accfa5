import sharp from 'sharp'

/** What finds a picture again after it was saved anew, made smaller or written on in a corner. */
export interface PicturePrint {
  /** 64 bits of its coarse pattern: few bits differ between a picture and itself saved anew. Found by index. */
  readonly hash: bigint
  /** Its lines without its light, `printSide` by `printSide` signed bytes. Tells apart forms that are filled in differently. */
  readonly detail: Buffer
}

/** As large as a page of PostgreSQL holds without moving it out of the row. */
export const printSide = 44
/** Side of the picture that both parts are made of. */
const scaledSide = 256
const hashSide = 32
const hashFrequencies = 8
/** Light that is taken away: the mean of this many cells on each side. */
const lightRadius = 3
/** Grey of an average step of a print; beyond it a signed byte ends. */
const detailScale = 40

/**
 * The print of a picture, of its pixels as they are shown. A page is mostly white and forms look alike, so a hash of 64 bits alone takes
 * two papers of one hospital for the same; the detail decides. Not found again: a picture that was turned by more than half a degree, or
 * cut by more than one percent.
 */
export async function printPicture(
  bytes: Uint8Array | { readonly rgba: Uint8Array; readonly width: number; readonly height: number },
) {
  const picture =
    'rgba' in bytes
      ? sharp(bytes.rgba, { raw: { width: bytes.width, height: bytes.height, channels: 4 } })
      : sharp(bytes)
  const scaled = await picture
    .flatten({ background: '#ffffff' })
    .greyscale()
    // The decoder's own fast halving makes other greys for each size of the same picture.
    .resize(scaledSide, scaledSide, { fit: 'fill', fastShrinkOnLoad: false })
    .raw()
    .toBuffer()
  return {
    hash: hashOf(await cells(scaled, hashSide)),
    detail: detailOf(await cells(scaled, printSide)),
  } satisfies PicturePrint
}

async function cells(scaled: Buffer, side: number): Promise<Buffer> {
  const raw = { width: scaledSide, height: scaledSide, channels: 1 as const }
  return sharp(scaled, { raw }).resize(side, side, { fit: 'fill' }).greyscale().raw().toBuffer()
}

/** The signs of 8 x 8 low frequencies (discrete cosine transform), without the even ones of light: each above or below their median. */
function hashOf(grey: Buffer): bigint {
  const frequencies: number[] = []
  for (let vertical = 1; vertical <= hashFrequencies; vertical += 1) {
    for (let horizontal = 1; horizontal <= hashFrequencies; horizontal += 1) {
      frequencies.push(frequencyOf(grey, horizontal, vertical))
    }
  }
  const median = [...frequencies].sort((left, right) => left - right)[frequencies.length / 2]!
  const bits = frequencies.reduce((hash, each) => (hash << 1n) | (each > median ? 1n : 0n), 0n)
  return BigInt.asIntN(64, bits)
}

const cosines = Array.from({ length: hashFrequencies + 1 }, (_, frequency) =>
  Float64Array.from({ length: hashSide }, (_, at) => Math.cos(((2 * at + 1) * frequency * Math.PI) / (2 * hashSide))),
)

function frequencyOf(grey: Buffer, horizontal: number, vertical: number): number {
  let sum = 0
  for (let y = 0; y < hashSide; y += 1) {
    let row = 0
    for (let x = 0; x < hashSide; x += 1) row += grey[y * hashSide + x]! * cosines[horizontal]![x]!
    sum += row * cosines[vertical]![y]!
  }
  return sum
}

/** Each cell less the mean of those around it, in units of the picture's own contrast. */
function detailOf(grey: Buffer): Buffer {
  const flat = Float64Array.from(grey, (value, at) => value - meanAround(grey, at))
  const contrast = Math.sqrt(flat.reduce((sum, value) => sum + value * value, 0) / flat.length)
  return Buffer.from(Int8Array.from(flat, (value) => clamp((value / Math.max(contrast, 1)) * detailScale)).buffer)
}

const clamp = (value: number) => Math.max(-127, Math.min(127, Math.trunc(value)))

function meanAround(grey: Buffer, at: number): number {
  const [row, column] = [Math.floor(at / printSide), at % printSide]
  let sum = 0
  let count = 0
  for (let y = Math.max(0, row - lightRadius); y <= Math.min(printSide - 1, row + lightRadius); y += 1) {
    for (let x = Math.max(0, column - lightRadius); x <= Math.min(printSide - 1, column + lightRadius); x += 1) {
      sum += grey[y * printSide + x]!
      count += 1
    }
  }
  return sum / count
}

/** How alike two prints are, in percent: the correlation of their details. */
export function likenessPercent(left: Buffer, right: Buffer): number {
  let both = 0
  let leftSquares = 0
  let rightSquares = 0
  for (let at = 0; at < left.length; at += 1) {
    const [one, other] = [left.readInt8(at), right.readInt8(at)]
    both += one * other
    leftSquares += one * one
    rightSquares += other * other
  }
  // A blank page is like every blank page, and says nothing.
  if (leftSquares === 0 || rightSquares === 0) return 0
  return Math.max(0, Math.floor((100 * both) / Math.sqrt(leftSquares * rightSquares)))
}
