import { type Refused, refuse } from '../decision.ts'
import { type Parsed, parsed } from '../parsed.ts'
import { type FileNameRefusal, parseFileName } from './file-name.ts'
import { declaredMediaType, type MediaType, type MediaTypeRefusal, mediaTypeOf } from './media-type.ts'

/** What one file may be at most. Each number says what fails without it. */
export interface FileLimits {
  /** Files are sealed in memory: without it one upload takes the server's memory. */
  readonly maxBytes: number
  /** A picture of 30,000 x 30,000 pixels compresses to a few hundred kB and decodes to 3.6 GB. */
  readonly maxPixels: number
  /** A PDF of 100,000 empty pages is small, and nobody can review it. */
  readonly maxPages: number
  /** One compressed stream of a PDF may unfold a thousandfold, and a reader holds it as a whole. */
  readonly maxStreamBytes: number
  /** All compressed streams of a PDF together: without it thousands of them, each within its limit, keep a decoder busy. */
  readonly maxInflatedBytes: number
  /** A file made to be slow to decode would hold a decoder for ever. */
  readonly maxDecodeMilliseconds: number
}

/**
 * 20 MB holds a scan of 20 pages; 64 million pixels hold the pictures of phones that say "50 megapixels"; 150 MB hold a
 * page of A4 scanned in colour at 600 dots per inch.
 */
export const fileLimits: FileLimits = {
  maxBytes: 20_000_000,
  maxPixels: 64_000_000,
  maxPages: 50,
  maxStreamBytes: 150_000_000,
  maxInflatedBytes: 1_500_000_000,
  maxDecodeMilliseconds: 30_000,
}

/** Why a file was not taken, in the order in which it is tested. */
export type FileRefusal =
  | FileNameRefusal
  | 'file-empty'
  | 'file-too-large'
  | MediaTypeRefusal
  | 'file-content-mismatch'
  | 'file-ambiguous'
  | 'pdf-encrypted'
  | 'pdf-inflates-too-far'
  | 'pdf-no-pages'
  | 'pdf-too-many-pages'
  | 'image-animated'
  | 'image-too-many-pixels'
  | 'file-damaged'
  | 'file-too-complex'
  | 'intake-busy'

export interface DeclaredFile {
  readonly name: string
  readonly mediaType: MediaType
}

/**
 * What can be said before looking inside. Refusals, in this order: those of the name, file-empty, file-too-large, those
 * of the type.
 */
export function acceptDeclared(
  declared: { readonly name: string; readonly type: string; readonly byteLength: number },
  limits: FileLimits,
): Parsed<DeclaredFile, FileRefusal> {
  const { byteLength } = declared
  const name = parseFileName(declared.name)
  if (!name.accepted) return name
  if (byteLength === 0) return refuse('file-empty', {}, { field: 'file' })
  if (byteLength > limits.maxBytes) {
    return refuse('file-too-large', { byteLength, maxByteLength: limits.maxBytes }, { field: 'file' })
  }
  const mediaType = declaredMediaType(name.value, declared.type)
  if (!mediaType.accepted) return mediaType
  return parsed({ name: name.value, mediaType: mediaType.value })
}

/** `sniffed` is what the first bytes say the file is; null where they say nothing. Refusal: file-content-mismatch. */
export function refuseContent(declared: MediaType, sniffed: string | null): Refused<FileRefusal> | null {
  if (sniffed !== null && mediaTypeOf(sniffed) === declared) return null
  return refuse('file-content-mismatch', { declared, found: sniffed ?? 'unknown' }, { field: 'file' })
}

/** What a picture's header says, before anything is decoded. */
export interface ImageExtent {
  readonly widthPixels: number
  readonly heightPixels: number
  readonly frames: number
}

/** Refusals, in this order: image-animated (a second frame would hide from the reviewer), image-too-many-pixels. */
export function refuseImage(extent: ImageExtent, limits: FileLimits): Refused<FileRefusal> | null {
  const { widthPixels, heightPixels, frames } = extent
  if (frames > 1) return refuse('image-animated', { frames }, { field: 'file' })
  if (widthPixels * heightPixels > limits.maxPixels) {
    const facts = { widthPixels, heightPixels, maxPixels: limits.maxPixels }
    return refuse('image-too-many-pixels', facts, { field: 'file' })
  }
  return null
}

/** Refusals, in this order: pdf-no-pages, pdf-too-many-pages. */
export function refusePages(pages: number, limits: FileLimits): Refused<FileRefusal> | null {
  if (pages < 1) return refuse('pdf-no-pages', {}, { field: 'file' })
  if (pages <= limits.maxPages) return null
  return refuse('pdf-too-many-pages', { pages, maxPages: limits.maxPages }, { field: 'file' })
}
