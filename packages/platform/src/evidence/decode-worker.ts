import { parentPort, workerData } from 'node:worker_threads'
import type { FileLimits } from '@tongzhou/core'
import { decodeHeic } from './decode-heic.ts'
import { decodePdf } from './decode-pdf.ts'

/** What a decoder thread is given. */
export interface DecodeTask {
  readonly mediaType: 'image/heic' | 'application/pdf'
  readonly bytes: Uint8Array
}

/** Pixels of a picture as they are shown, four bytes (RGBA) each; null where its size is beyond the limit. */
export interface DecodedPicture {
  readonly outcome: 'picture'
  readonly widthPixels: number
  readonly heightPixels: number
  readonly rgba: Uint8Array | null
}

/** The number of pages and a copy without metadata; null where the number is not within the limits. */
export interface DecodedPdf {
  readonly outcome: 'pdf'
  readonly pages: number
  readonly copy: Uint8Array | null
}

export type DecodeResult =
  | DecodedPicture
  | DecodedPdf
  | { readonly outcome: 'encrypted' }
  | { readonly outcome: 'inflates-too-far' }
  | { readonly outcome: 'damaged'; readonly reason: string }

const { task, limits } = workerData as { task: DecodeTask; limits: FileLimits }
const decode = task.mediaType === 'image/heic' ? decodeHeic : decodePdf
const result: DecodeResult = await decode(task.bytes, limits)
// Pixels are handed over, not copied: a picture of 64 million has 256 MB.
const moved = result.outcome === 'picture' && result.rgba ? [result.rgba.buffer as ArrayBuffer] : []
parentPort!.postMessage(result, moved)
