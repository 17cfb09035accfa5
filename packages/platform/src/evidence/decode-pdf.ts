import { inflateSync } from 'node:zlib'
import type { FileLimits } from '@tongzhou/core'
import { getResolvedPDFJS } from 'unpdf'
import { cleanPdf } from './clean-pdf.ts'
import type { DecodeResult } from './decode-worker.ts'

/**
 * Reads a PDF (ISO 32000-2) to its last page and makes the reviewer's copy. The compressed streams are measured before
 * any parser sees them.
 */
export async function decodePdf(bytes: Uint8Array, limits: FileLimits): Promise<DecodeResult> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // A reader mends a file that was cut off by guessing; evidence is not to be guessed.
  if (!buffer.subarray(-1024).includes('%%EOF')) return { outcome: 'damaged', reason: 'the end of the file is missing' }
  const streams = measureStreams(buffer, limits)
  if (streams !== null) return streams
  try {
    const pages = await readPages(bytes, limits)
    if (pages === 'encrypted') return { outcome: 'encrypted' }
    const withinLimits = pages >= 1 && pages <= limits.maxPages
    return { outcome: 'pdf', pages, copy: withinLimits ? await cleanPdf(bytes) : null }
  } catch (fault) {
    return { outcome: 'damaged', reason: fault instanceof Error ? fault.message : String(fault) }
  }
}

/** Compressed streams within compressed streams: more levels than this are in no honest file. */
const maxStreamNesting = 3

/** Inflates whatever looks like a zlib stream, wherever it stands; null where all is within the limits. */
function measureStreams(bytes: Buffer, limits: FileLimits): DecodeResult | null {
  let left = limits.maxInflatedBytes
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    let from = at + 6
    if (bytes[from] === 0x0d) from += 1
    if (bytes[from] === 0x0a) from += 1
    let content = bytes.subarray(from)
    for (let level = 1; isZlib(content); level += 1) {
      const inflated = level > maxStreamNesting ? 'too-far' : inflate(content, Math.min(left, limits.maxStreamBytes))
      if (inflated === 'too-far') return { outcome: 'inflates-too-far' }
      if (inflated === 'damaged') return { outcome: 'damaged', reason: 'a compressed stream does not unfold' }
      left -= inflated.length
      content = inflated
    }
  }
  return null
}

/** The two bytes that begin a zlib stream (RFC 1950): deflate with a window up to 32 kB, check bits right. */
function isZlib(bytes: Buffer): boolean {
  if (bytes.length < 2) return false
  return (bytes[0]! & 0x8f) === 0x08 && bytes.readUInt16BE(0) % 31 === 0
}

function inflate(bytes: Buffer, maxOutputLength: number): Buffer | 'too-far' | 'damaged' {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(1, maxOutputLength) })
  } catch (fault) {
    return (fault as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-far' : 'damaged'
  }
}

async function readPages(bytes: Uint8Array, limits: FileLimits): Promise<number | 'encrypted'> {
  const pdfjs = await getResolvedPDFJS()
  const task = pdfjs.getDocument({
    // pdf.js takes the buffer away from whoever gives it.
    data: Uint8Array.from(bytes),
    stopAtErrors: true,
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    maxImageSize: limits.maxPixels,
    verbosity: 0,
  })
  try {
    const pdf = await task.promise
    // Readable without a password, but encrypted all the same: its copy could not be cleaned.
    const { info } = await pdf.getMetadata()
    if ((info as { EncryptFilterName?: string | null }).EncryptFilterName) return 'encrypted'
    if (pdf.numPages > limits.maxPages) return pdf.numPages
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await pdf.getPage(number)
      await page.getOperatorList()
      page.cleanup()
    }
    return pdf.numPages
  } catch (fault) {
    if (fault instanceof Error && fault.name === 'PasswordException') return 'encrypted'
    throw fault
  } finally {
    await task.destroy()
  }
}
