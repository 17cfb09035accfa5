import type { FileLimits, MediaType, PdfTraces, PictureTraces } from '@tongzhou/core'
import sharp from 'sharp'
import { decodeApart, takingTurns } from '../decode-apart.ts'
import type { ReviewersCopy } from '../inspect-file.ts'
import { readExif } from './exif.ts'
import { instantOfExifDate } from './metadata-dates.ts'
import { findPaintedAreas } from './painted-areas.ts'
import { type PicturePrint, printPicture } from './picture-print.ts'

/** What a file says about itself, for the risk signals. It refuses nothing: what can't be read is not known. */
export interface FileFacts {
  /** Of a PDF; empty where it has no text. */
  readonly text: string
  readonly pictureTraces: PictureTraces | null
  readonly pdfTraces: PdfTraces | null
  /** One of a picture; of a PDF without text one of each of its first pages. */
  readonly prints: readonly { readonly page: number; readonly print: PicturePrint }[]
}

export interface ReadableFile {
  readonly mediaType: MediaType
  readonly bytes: Uint8Array
  readonly pages: number
  readonly copy: ReviewersCopy
}

/** A scan has no text; a stamp's few letters make none. */
const fewestCharacters = 20
/** A scan's first pages are drawn, each takes a second. */
const maxScannedPages = 3

/**
 * Reads the facts of a file that was inspected; null where that is to be done later: too many files wait for a decoder, or `scans` is
 * `later` and the file is a PDF without text, whose pages have to be drawn.
 */
export async function readFileFacts(
  file: ReadableFile,
  limits: FileLimits,
  scans: 'now' | 'later' = 'now',
): Promise<FileFacts | null> {
  const facts = await takingTurns(() =>
    file.mediaType === 'application/pdf' ? ofPdf(file, limits, scans) : ofPicture(file),
  )
  return facts === 'intake-busy' ? null : facts
}

async function ofPicture({ bytes, copy, mediaType }: ReadableFile): Promise<FileFacts> {
  const print = await printPicture(copy.bytes)
  const traces = await tracesOf(bytes)
  const paintedAreas = mediaType === 'image/jpeg' ? await findPaintedAreas(Buffer.from(bytes)) : null
  const pictureTraces = traces && { ...traces, paintedAreas }
  return { text: '', pictureTraces, pdfTraces: null, prints: [{ page: 1, print }] }
}

async function tracesOf(bytes: Uint8Array): Promise<Omit<PictureTraces, 'paintedAreas'> | null> {
  try {
    const { exif, xmp } = await sharp(bytes).metadata()
    const { changed, software, taken } = exif ? readExif(exif) : { changed: null, software: null, taken: null }
    return {
      software,
      historySoftware: programsIn(xmp?.toString('utf8') ?? ''),
      takenAt: instantOfExifDate(taken),
      changedAt: instantOfExifDate(changed),
    }
  } catch {
    // A HEIC that this build of libvips does not open: its pixels were read by another decoder, its metadata by none.
    return null
  }
}

/** Programs that an XMP packet names as who made or changed the picture (Adobe XMP specification, parts 1 and 2). */
function programsIn(xmp: string): readonly string[] {
  const found = xmp.matchAll(/(?:xmp:CreatorTool|stEvt:softwareAgent)(?:="|>)([^"<]{1,100})/g)
  return [...new Set([...found].map((match) => match[1]!))].slice(0, 10)
}

async function ofPdf(file: ReadableFile, limits: FileLimits, scans: 'now' | 'later'): Promise<FileFacts | null> {
  const read = await decodeApart({ mediaType: 'application/pdf', bytes: file.bytes, readFacts: true }, limits)
  if (read.outcome !== 'pdf-facts') return { text: '', pictureTraces: null, pdfTraces: null, prints: [] }
  const { text, traces } = read
  const isScan = text.trim().length < fewestCharacters
  if (isScan && scans === 'later') return null
  return { text, pictureTraces: null, pdfTraces: traces, prints: isScan ? await printPages(file, limits) : [] }
}

async function printPages({ copy, pages }: ReadableFile, limits: FileLimits): Promise<FileFacts['prints']> {
  const prints: { page: number; print: PicturePrint }[] = []
  for (let page = 1; page <= Math.min(pages, maxScannedPages); page += 1) {
    const drawn = await decodeApart({ mediaType: 'application/pdf', bytes: copy.bytes, drawPage: page }, limits)
    if (drawn.outcome !== 'page') continue
    const { heightPixels: height, rgba, widthPixels: width } = drawn
    prints.push({ page, print: await printPicture({ rgba, width, height }) })
  }
  return prints
}
