import type { FileLimits } from '@tongzhou/core'
import decode from 'heic-decode'
import type { DecodeResult } from './decode-worker.ts'

/**
 * Decodes the first picture of a HEIC (ISO/IEC 23008-12). Its size is read from the header, and nothing is decoded where
 * it is beyond the limit. Turning and mirroring by the container is applied; EXIF is not read at all.
 */
export async function decodeHeic(bytes: Uint8Array, limits: FileLimits): Promise<DecodeResult> {
  try {
    const pictures = await decode.all({ buffer: bytes as Uint8Array<ArrayBuffer> })
    const picture = pictures[0]
    if (!picture) return { outcome: 'damaged', reason: 'no picture' }
    const { width: widthPixels, height: heightPixels } = picture
    if (widthPixels * heightPixels > limits.maxPixels) {
      return { outcome: 'picture', widthPixels, heightPixels, rgba: null }
    }
    const { data } = await picture.decode()
    return { outcome: 'picture', widthPixels, heightPixels, rgba: new Uint8Array(data.buffer) }
  } catch (fault) {
    return { outcome: 'damaged', reason: fault instanceof Error ? fault.message : String(fault) }
  }
}
