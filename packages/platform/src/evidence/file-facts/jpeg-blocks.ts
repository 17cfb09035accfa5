import { setImmediate } from 'node:timers/promises'
import sharp from 'sharp'
import { frequencyCount, transformBlock } from './block-frequencies.ts'
import { mostMultiple } from './first-steps.ts'
import { type JpegSteps, readJpegSteps } from './jpeg-steps.ts'

/** Larger pictures are not judged: their pixels alone would take more than 75 MB. Phones write 12 million. */
const mostPixels = 25_000_000
/** Blocks that are looked at; of a larger picture every second or third across and down, which is enough of letters that are larger too. */
const mostBlocks = 60_000
/** Blocks after which others have their turn: a few milliseconds. Without it the server answers nobody while a large photo is judged. */
const blocksAtOnce = 4_000
/** A smooth block says nothing of its steps, and rounding leaves waves in it that look like another step. */
const leastFrequencies = 8
/** Difference of darkest and brightest below which a block is taken for smooth before its frequencies are reckoned. */
const leastContrast = 8
/** Stands for all multiples above `mostMultiple`. */
const beyond = mostMultiple + 1

export interface JpegPicture extends JpegSteps {
  /** Row by row, `channels` bytes each, as they are stored, not as they are turned to be shown. */
  readonly pixels: Buffer
  readonly channels: number
  /** Of the EXIF orientation, 1 to 8. */
  readonly orientation: number
}

/** The pixels of a JPEG; null where it is another file, or can't be judged. */
export async function decodeJpeg(bytes: Buffer): Promise<JpegPicture | null> {
  const jpeg = readJpegSteps(bytes)
  if (jpeg === null || jpeg.width * jpeg.height > mostPixels) return null
  try {
    const { orientation = 1 } = await sharp(bytes).metadata()
    // An ICC profile would move all values away from what was quantised.
    const raw = sharp(bytes, { ignoreIcc: true }).raw()
    const { data: pixels, info } = await raw.toBuffer({ resolveWithObject: true })
    const { channels, height, width } = info
    // Another size than the header's, or more colours: not the grid and the values that we look for.
    if (width !== jpeg.width || height !== jpeg.height || (channels !== 1 && channels !== 3)) return null
    return { ...jpeg, pixels, channels, orientation }
  } catch {
    // What can't be decoded here was refused at intake, or is a kind that we know nothing of: there is nothing to be judged.
    return null
  }
}

/** One block's brightness. These three are used again for each block: nothing waits between reading it and what is done with it. */
const block = new Float64Array(64)
const frequencies = new Float64Array(frequencyCount)
/** Of the block that was read last: multiples of the picture's steps, without their signs. */
const found = new Uint8Array(frequencyCount)

/** Reads the block at a corner into `found`. False where it says nothing: a value was cut off at black or white, or it is smooth. */
function readBlock({ channels, pixels, steps, width }: JpegPicture, left: number, top: number): boolean {
  const green = channels === 3 ? 1 : 0
  let [darkest, brightest] = [255, 0]
  for (let row = 0, index = 0; row < 8; row += 1) {
    let at = ((top + row) * width + left) * channels
    for (let column = 0; column < 8; column += 1, index += 1, at += channels) {
      const [r, g, b] = [pixels[at]!, pixels[at + green]!, pixels[at + 2 * green]!]
      darkest = Math.min(darkest, r, g, b)
      brightest = Math.max(brightest, r, g, b)
      block[index] = 0.299 * r + 0.587 * g + 0.114 * b
    }
  }
  if (darkest === 0 || brightest === 255 || brightest - darkest < leastContrast) return false
  transformBlock(block, frequencies)
  let present = 0
  for (let index = 0; index < frequencyCount; index += 1) {
    found[index] = Math.min(Math.floor(Math.abs(frequencies[index]!) / steps[index + 1]! + 0.5), beyond)
    if (found[index]! > 0) present += 1
  }
  return present >= leastFrequencies
}

/** Blocks on the grid, and as many between them: what they hold of each frequency, as multiples of the picture's steps. */
export interface JpegBlocks {
  readonly across: number
  readonly down: number
  /** Of so many blocks across and down one is looked at. */
  readonly every: number
  /** `frequencyCount` for each block; all 0 where a block says nothing. */
  readonly multiples: Uint8Array
  /** How often each multiple of a frequency is there, on the grid and off it. */
  readonly counts: readonly Float64Array[]
  readonly offGrid: readonly Float64Array[]
}

/** Reads the blocks, and lets others have their turn in between. */
export async function readBlocks(picture: JpegPicture): Promise<JpegBlocks> {
  const { height, width } = picture
  const every = Math.ceil(Math.sqrt((width * height) / 64 / mostBlocks))
  const [across, down] = [Math.floor(width / 8 / every), Math.floor(height / 8 / every)]
  const multiples = new Uint8Array(across * down * frequencyCount)
  const [counts, offGrid] = [newCounts(), newCounts()]
  const rowsAtOnce = Math.ceil(blocksAtOnce / Math.max(1, across))
  for (let row = 0; row < down; row += 1) {
    if (row % rowsAtOnce === 0) await setImmediate()
    for (let column = 0; column < across; column += 1) {
      const [left, top] = [column * every * 8, row * every * 8]
      if (readBlock(picture, left, top)) {
        multiples.set(found, (row * across + column) * frequencyCount)
        count(counts)
      }
      if (left + 12 <= width && top + 12 <= height && readBlock(picture, left + 4, top + 4)) count(offGrid)
    }
  }
  return { across, down, every, multiples, counts, offGrid }
}

const newCounts = () => Array.from({ length: frequencyCount }, () => new Float64Array(mostMultiple + 1))

function count(counts: readonly Float64Array[]): void {
  for (let index = 0; index < frequencyCount; index += 1) {
    const multiple = found[index]!
    if (multiple <= mostMultiple) counts[index]![multiple]! += 1
  }
}
