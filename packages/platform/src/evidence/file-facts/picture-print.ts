import { deflateRawSync, inflateRawSync } from 'node:zlib'
import sharp from 'sharp'

/**
 * A picture drawn very small: its ink without its light, 0 to 15 in each cell, in rows. On a page of A4 a cell has 1.5 mm,
 * and large letters can be read: it is kept sealed.
 */
export interface PicturePrint {
  readonly width: number
  readonly height: number
  readonly cells: Uint8Array
}

/** Cells of a print, about. With half as many, a form with twenty lines that is filled in differently is told apart no longer. */
const cellCount = 28_000
/** Cells of a side at least, for pictures that are very long. */
const fewestOnSide = 24
/** Longer side, in pixels, of the picture that a print is made of. */
const scaledSide = 640
/** Half the side, in pixels, of the square whose mean is taken for the light of its middle. */
const lightRadius = 27
/** Share of the light that the darkest ink takes away; a table beside the page takes more. */
const darkestInk = 0.7
/** Level that all but three in a hundred cells of the page stay below: letters of a faint photo and of a strong one come out the same. */
const strongLevel = 12
const levels = 16
/** Share of each side that does not count for that. */
const tableShare = 0.1

export type Pixels = Uint8Array | { readonly rgba: Uint8Array; readonly width: number; readonly height: number }

/** The print of a picture, of its pixels as they are shown. */
export async function printPicture(pixels: Pixels): Promise<PicturePrint> {
  const picture =
    'rgba' in pixels
      ? sharp(pixels.rgba, { raw: { width: pixels.width, height: pixels.height, channels: 4 } })
      : sharp(pixels)
  const { data, info } = await picture
    .flatten({ background: '#ffffff' })
    .greyscale()
    .resize(scaledSide, scaledSide, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const scale = Math.sqrt(cellCount / (info.width * info.height))
  const width = sideOf(info.width * scale)
  const height = sideOf(info.height * scale)
  const ink = inkOf(data, info.width, info.height)
  return { width, height, cells: levelsOf(shrink(ink, info.width, info.height, width, height), width, height) }
}

const sideOf = (cells: number) =>
  Math.max(fewestOnSide, Math.min(Math.floor(cellCount / fewestOnSide), Math.floor(0.5 + cells)))

/** How much darker each pixel is than its surroundings, as a share of their light. */
function inkOf(grey: Uint8Array, width: number, height: number): Float32Array {
  const sums = sumsUpTo(grey, width, height)
  const ink = new Float32Array(width * height)
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = [
      Math.max(0, y - lightRadius) * (width + 1),
      Math.min(height, y + lightRadius + 1) * (width + 1),
    ]
    for (let x = 0; x < width; x += 1) {
      const [left, right] = [Math.max(0, x - lightRadius), Math.min(width, x + lightRadius + 1)]
      const area = ((bottom - top) / (width + 1)) * (right - left)
      const light = (sums[bottom + right]! - sums[top + right]! - sums[bottom + left]! + sums[top + left]!) / area
      const dark = (light - grey[y * width + x]!) / Math.max(light, 16)
      ink[y * width + x] = Math.max(0, Math.min(dark, darkestInk))
    }
  }
  return ink
}

/** The sum of all pixels above and left of each, by which the sum of a rectangle is four look-ups (Crow 1984). */
function sumsUpTo(grey: Uint8Array, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y += 1) {
    let row = 0
    for (let x = 0; x < width; x += 1) {
      row += grey[y * width + x]!
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1]! + row
    }
  }
  return sums
}

/** Each cell the mean of the pixels that it covers, whole or in part. */
function shrink(ink: Float32Array, fromWidth: number, fromHeight: number, width: number, height: number): Float32Array {
  const narrow = new Float32Array(width * fromHeight)
  for (let y = 0; y < fromHeight; y += 1) shrinkLine(ink, y * fromWidth, 1, fromWidth, narrow, y * width, width)
  const cells = new Float32Array(width * height)
  for (let x = 0; x < width; x += 1) shrinkLine(narrow, x, width, fromHeight, cells, x, height)
  return cells
}

function shrinkLine(
  from: Float32Array,
  start: number,
  step: number,
  fromLength: number,
  to: Float32Array,
  toStart: number,
  length: number,
): void {
  const size = fromLength / length
  for (let at = 0; at < length; at += 1) {
    const [first, end] = [at * size, (at + 1) * size]
    let sum = 0
    for (let pixel = Math.floor(first); pixel < Math.min(fromLength, end); pixel += 1) {
      sum += from[start + pixel * step]! * (Math.min(end, pixel + 1) - Math.max(first, pixel))
    }
    to[toStart + at * step] = sum / size
  }
}

function levelsOf(cells: Float32Array, width: number, height: number): Uint8Array {
  // Beside a page is often a table, much darker than ink.
  const page: number[] = []
  for (let y = Math.floor(0.5 + height * tableShare); y < height * (1 - tableShare); y += 1) {
    for (let x = Math.floor(0.5 + width * tableShare); x < width * (1 - tableShare); x += 1)
      page.push(cells[y * width + x]!)
  }
  const strong = page.sort((one, other) => one - other)[Math.floor(page.length * 0.97)]!
  // A page with hardly any ink keeps it faint: noise must not become lines.
  const level = strongLevel / Math.max(strong, 0.03)
  return Uint8Array.from(cells, (ink) => Math.min(levels - 1, Math.floor(0.5 + ink * level)))
}

/** A print as bytes, made small: 3 to 6 kB. */
export function packPrint({ cells, height, width }: PicturePrint): Buffer {
  const sides = Buffer.alloc(4)
  sides.writeUInt16BE(width)
  sides.writeUInt16BE(height, 2)
  return Buffer.concat([sides, deflateRawSync(cells)])
}

export function unpackPrint(bytes: Buffer): PicturePrint {
  const cells = inflateRawSync(bytes.subarray(4))
  return { width: bytes.readUInt16BE(0), height: bytes.readUInt16BE(2), cells }
}
