import {
  type AskedPage,
  type FileLimits,
  type FileRefusal,
  fileLimits,
  maxPagePixels,
  type Parsed,
  parsed,
  parseRedaction,
  type RedactionRefusal,
  type Refused,
  refuse,
  type ShownPage,
} from '@tongzhou/core'
import sharp, { type Sharp } from 'sharp'
import { burnBoxes, type Pixels } from './burn-boxes.ts'
import { decodeApart, takingTurns } from './decode-apart.ts'
import type { ReviewersCopy } from './inspect-file.ts'
import { damaged } from './picture-copy.ts'

/** A page with its boxes burnt in: a new JPEG made of pixels alone. */
export interface RedactedPage extends ShownPage {
  readonly widthPixels: number
  readonly heightPixels: number
  readonly bytes: Uint8Array
}

/** All redacted pages are of this type. */
export const redactedMediaType = 'image/jpeg'

/** Drawing all pages of one file: without it fifty pages, each slow within its limit, hold a decoder for half an hour. */
const maxMillisecondsOfFile = 120_000

/**
 * Makes the pages of a file that others may see. Each page asked for is drawn, its boxes are painted black, and the pixels
 * are encoded anew: no text, layer, metadata or pixel below a box is left, and the output is the same whatever was there.
 * `file` is the reviewer's copy, on which the boxes were drawn. Pages come back in the order asked.
 *
 * Refusals: those of `parseRedaction`, then intake-busy, file-damaged, file-too-complex.
 */
export async function redactFile(
  file: ReviewersCopy & { readonly pages: number },
  asked: readonly AskedPage[],
  limits: FileLimits = fileLimits,
): Promise<Parsed<readonly RedactedPage[], RedactionRefusal | FileRefusal>> {
  const shown = parseRedaction(asked, file.pages)
  if (!shown.accepted) return shown
  const redacted: RedactedPage[] = []
  let left = maxMillisecondsOfFile
  for (const page of shown.value) {
    if (left <= 0) return refuse('file-too-complex', {}, { field: 'file' })
    const within = { ...limits, maxDecodeMilliseconds: Math.min(Math.ceil(left), limits.maxDecodeMilliseconds) }
    // A turn for each page: between the pages of a thick file others are served.
    const drawn = await takingTurns(() => timed(() => redactPage(file, page, within)))
    if (drawn === 'intake-busy') return refuse('intake-busy')
    left -= drawn.milliseconds
    if ('accepted' in drawn.result) return drawn.result
    redacted.push(drawn.result)
  }
  return parsed(redacted)
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; milliseconds: number }> {
  const began = performance.now()
  return { result: await work(), milliseconds: performance.now() - began }
}

async function redactPage(
  file: ReviewersCopy,
  page: ShownPage,
  limits: FileLimits,
): Promise<RedactedPage | Refused<RedactionRefusal | FileRefusal>> {
  const pixels = await pixelsOf(file, page.page, limits)
  return 'accepted' in pixels ? pixels : encodePage(pixels, page)
}

async function pixelsOf(
  { bytes, mediaType }: ReviewersCopy,
  page: number,
  limits: FileLimits,
): Promise<Pixels | Refused<RedactionRefusal | FileRefusal>> {
  if (mediaType !== 'application/pdf') return pixelsOfPicture(bytes, limits)
  const result = await decodeApart({ mediaType, bytes, drawPage: page }, limits)
  switch (result.outcome) {
    case 'page':
      return { ...result, data: result.rgba, channels: 4 }
    case 'no-such-page':
      return refuse('redaction-page-unknown', { page: String(page), pages: result.pages }, { field: 'pages' })
    case 'too-complex':
      return refuse('file-too-complex', {}, { field: 'file' })
    case 'damaged':
      return damaged(result.reason)
    default:
      throw new Error(`a page was to be drawn, and the decoder says ${result.outcome}`)
  }
}

async function pixelsOfPicture(bytes: Uint8Array, limits: FileLimits): Promise<Pixels | Refused<FileRefusal>> {
  const seconds = Math.ceil(limits.maxDecodeMilliseconds / 1000)
  const picture = sharp(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels })
  try {
    return await rawOf(picture.autoOrient().flatten({ background: '#ffffff' }).timeout({ seconds }))
  } catch (fault) {
    if (String(fault).includes('timeout')) return refuse('file-too-complex', {}, { field: 'file' })
    return damaged(fault)
  }
}

async function rawOf(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { data, widthPixels: info.width, heightPixels: info.height, channels: info.channels }
}

/**
 * The boxes are burnt in before the picture is made smaller, or what is below would bleed into the pixels around, and again
 * after, so that they lie on the blocks of the JPEG.
 */
async function encodePage(drawn: Pixels, page: ShownPage): Promise<RedactedPage> {
  burnBoxes(drawn, page.boxes)
  const small = await withinLimit(drawn)
  if (small !== drawn) burnBoxes(small, page.boxes)
  const bytes = await fromPixels(small).removeAlpha().jpeg({ quality: 88, chromaSubsampling: '4:4:4' }).toBuffer()
  const { widthPixels, heightPixels } = small
  return { ...page, widthPixels, heightPixels, bytes }
}

async function withinLimit(drawn: Pixels): Promise<Pixels> {
  const { widthPixels, heightPixels } = drawn
  const scale = Math.sqrt(maxPagePixels / (widthPixels * heightPixels))
  if (scale >= 1) return drawn
  const width = Math.max(1, Math.floor(widthPixels * scale))
  const height = Math.max(1, Math.floor(heightPixels * scale))
  return rawOf(fromPixels(drawn).resize(width, height, { fit: 'fill' }))
}

function fromPixels({ data, widthPixels: width, heightPixels: height, channels }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } })
}
