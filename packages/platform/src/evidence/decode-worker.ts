import { parentPort } from 'node:worker_threads'
import type { FileLimits, PdfTraces } from '@tongzhou/core'

/** What a decoder thread is given. */
export interface DecodeTask {
  readonly mediaType: 'image/heic' | 'application/pdf'
  readonly bytes: Uint8Array
  /** Of a PDF: this page, counted from 1, is drawn, and nothing else is done. */
  readonly drawPage?: number
  /** Of a PDF: its text is read, page by page, and nothing else is done. */
  readonly readText?: true
  /** Of a PDF: its text and how it came about are read, and nothing else is done. */
  readonly readFacts?: true
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

/** One page of a PDF as it is shown, opaque, four bytes (RGBA) a pixel. */
export interface DrawnPage {
  readonly outcome: 'page'
  readonly widthPixels: number
  readonly heightPixels: number
  readonly rgba: Uint8Array
}

/** What a PDF says, and how it came about. */
export interface PdfFacts {
  readonly outcome: 'pdf-facts'
  readonly text: string
  readonly traces: PdfTraces
}

export type DecodeResult =
  | DecodedPicture
  | DecodedPdf
  | DrawnPage
  | PdfFacts
  | { readonly outcome: 'text'; readonly pages: readonly string[] }
  | { readonly outcome: 'no-such-page'; readonly pages: number }
  | { readonly outcome: 'encrypted' }
  | { readonly outcome: 'inflates-too-far' }
  | { readonly outcome: 'damaged'; readonly reason: string }

/** One file to decode; the thread answers each order with one `DecodeResult` before it gets the next. */
export interface DecodeOrder {
  readonly task: DecodeTask
  readonly limits: FileLimits
}

parentPort!.on('message', async ({ task, limits }: DecodeOrder) => {
  const result = await decode(task, limits)
  // Pixels are handed over, not copied: a picture of 64 million has 256 MB.
  const moved = 'rgba' in result && result.rgba ? [result.rgba.buffer as ArrayBuffer] : []
  parentPort!.postMessage(result, moved)
})

/** Each decoder is large: a thread loads the one that it needs. */
async function decode(task: DecodeTask, limits: FileLimits): Promise<DecodeResult> {
  const { bytes, drawPage, mediaType, readFacts, readText } = task
  if (mediaType === 'image/heic') {
    const { decodeHeic } = await import('./decode-heic.ts')
    return decodeHeic(bytes, limits)
  }
  if (drawPage !== undefined) {
    const { drawPdfPage } = await import('./draw-pdf-page.ts')
    return drawPdfPage(bytes, drawPage)
  }
  if (readText) {
    const { readPdfText } = await import('./read-pdf-text.ts')
    return readPdfText(bytes)
  }
  if (readFacts) {
    const { readPdfFacts } = await import('./file-facts/read-pdf-facts.ts')
    return readPdfFacts(bytes)
  }
  const { decodePdf } = await import('./decode-pdf.ts')
  return decodePdf(bytes, limits)
}
