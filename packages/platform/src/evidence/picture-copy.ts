import { type FileLimits, type FileRefusal, type ImageExtent, type Refused, refuse, refuseImage } from '@tongzhou/core'
import sharp, { type Sharp } from 'sharp'
import type { DecodedPicture } from './decode-worker.ts'
import type { ReviewersCopy } from './inspect-file.ts'
import { isWholePng } from './whole-png.ts'

export interface PictureFacts {
  readonly widthPixels: number
  readonly heightPixels: number
  readonly copy: ReviewersCopy
}

/**
 * Decodes a JPEG, PNG or WebP to its last pixel and encodes it anew: upright, in sRGB, with no metadata at all. The
 * header is judged first, so a huge picture is never decoded.
 */
export async function copyPicture(
  bytes: Buffer,
  mediaType: 'image/jpeg' | 'image/png' | 'image/webp',
  limits: FileLimits,
): Promise<PictureFacts | Refused<FileRefusal>> {
  const extent = await readExtent(bytes, mediaType)
  if ('accepted' in extent) return extent
  const refused = refuseImage(extent, limits)
  if (refused) return refused
  const picture = sharp(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels }).autoOrient()
  const png = mediaType === 'image/png'
  return encodeCopy(png ? picture.png() : asJpeg(picture), png ? 'image/png' : 'image/jpeg', limits)
}

/** Encodes the pixels of a decoded HEIC as a JPEG. */
export function copyDecoded(
  { widthPixels: width, heightPixels: height }: DecodedPicture,
  rgba: Uint8Array,
  limits: FileLimits,
): Promise<PictureFacts | Refused<FileRefusal>> {
  const picture = sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: limits.maxPixels })
  return encodeCopy(asJpeg(picture), 'image/jpeg', limits)
}

async function readExtent(bytes: Buffer, mediaType: string): Promise<ImageExtent | Refused<FileRefusal>> {
  try {
    const { width, height, pages } = await sharp(bytes, { limitInputPixels: false }).metadata()
    if (mediaType === 'image/png' && !isWholePng(bytes)) return damaged('the end of the file is missing')
    return { widthPixels: width, heightPixels: height, frames: pages ?? 1 }
  } catch (fault) {
    return damaged(fault)
  }
}

/** Transparent parts become white paper; 4:4:4 keeps thin coloured strokes of stamps and signatures sharp. */
function asJpeg(picture: Sharp): Sharp {
  return picture.flatten({ background: '#ffffff' }).jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
}

async function encodeCopy(
  picture: Sharp,
  mediaType: ReviewersCopy['mediaType'],
  limits: FileLimits,
): Promise<PictureFacts | Refused<FileRefusal>> {
  const seconds = Math.ceil(limits.maxDecodeMilliseconds / 1000)
  try {
    const { data, info } = await picture.timeout({ seconds }).toBuffer({ resolveWithObject: true })
    return { widthPixels: info.width, heightPixels: info.height, copy: { mediaType, bytes: data } }
  } catch (fault) {
    if (String(fault).includes('timeout')) return refuse('file-too-complex', {}, { field: 'file' })
    return damaged(fault)
  }
}

/** `reason` is a decoder's own words, which speak of formats and never of content. */
export function damaged(reason: unknown): Refused<FileRefusal> {
  const words = (reason instanceof Error ? reason.message : String(reason)).split('\n')[0]!.slice(0, 200)
  return refuse('file-damaged', { reason: words }, { field: 'file' })
}
