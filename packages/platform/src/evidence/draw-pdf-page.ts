import { maxPagePixels } from '@tongzhou/core'
import type { DecodeResult } from './decode-worker.ts'
import { type OpenedPdf, openInPdfium, type PdfiumDocuments } from './start-pdfium.ts'

/** Dots per inch: small print of a report can be read, and a page of A4 has 4 million pixels. */
const dotsPerInch = 200
/** A strip of 1 x 8 million pixels is within the limit above, and no picture format. */
const maxPageSidePixels = 10_000

/** What is used of PDFium (public/fpdfview.h, fpdf_flatten.h), by its own names. */
interface Pdfium extends PdfiumDocuments {
  FPDF_LoadPage(document: number, index: number): number
  FPDF_ClosePage(page: number): void
  FPDFPage_Flatten(page: number, usage: number): number
  FPDF_GetPageWidthF(page: number): number
  FPDF_GetPageHeightF(page: number): number
  FPDFBitmap_Create(width: number, height: number, alpha: number): number
  FPDFBitmap_FillRect(bitmap: number, left: number, top: number, width: number, height: number, argb: number): boolean
  FPDFBitmap_GetBuffer(bitmap: number): number
  FPDFBitmap_GetStride(bitmap: number): number
  FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    left: number,
    top: number,
    width: number,
    height: number,
    turns: number,
    flags: number,
  ): void
}

const flattenAsShown = 0
const drawAnnotations = 0x01
const redFirst = 0x10

/**
 * Draws one page of a PDF as a viewer shows it: turned and cut as the page says, on white, with stamps and the values of
 * forms. Each page is drawn by an instance of PDFium of its own, so that nothing of one file is left when the next is drawn.
 */
export async function drawPdfPage(bytes: Uint8Array, page: number): Promise<DecodeResult> {
  try {
    return await draw(bytes, page)
  } catch (fault) {
    // WebAssembly ends with a fault where a file leads it astray or takes all memory.
    return { outcome: 'damaged', reason: fault instanceof Error ? fault.message : String(fault) }
  }
}

async function draw(bytes: Uint8Array, page: number): Promise<DecodeResult> {
  const opened = await openInPdfium<Pdfium>(bytes)
  if ('reason' in opened) return { outcome: 'damaged', reason: opened.reason }
  return drawPage(opened, page)
}

function drawPage({ document, pdfium }: OpenedPdf<Pdfium>, page: number): DecodeResult {
  const pages = pdfium.FPDF_GetPageCount(document)
  if (page > pages) return { outcome: 'no-such-page', pages }
  const opened = openFlattened(pdfium, document, page - 1)
  if (opened === 0) return { outcome: 'damaged', reason: `page ${page} is not read` }
  return drawOpened(pdfium, opened)
}

/** Stamps and values of forms become part of the page first: PDFium draws forms' values in an interactive viewer only. */
function openFlattened(pdfium: Pdfium, document: number, index: number): number {
  const page = pdfium.FPDF_LoadPage(document, index)
  if (page === 0) return 0
  pdfium.FPDFPage_Flatten(page, flattenAsShown)
  pdfium.FPDF_ClosePage(page)
  return pdfium.FPDF_LoadPage(document, index)
}

function drawOpened(pdfium: Pdfium, page: number): DecodeResult {
  const { widthPixels, heightPixels } = pixelsOf(pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
  const bitmap = pdfium.FPDFBitmap_Create(widthPixels, heightPixels, 0)
  if (bitmap === 0) return { outcome: 'damaged', reason: 'no memory for the page' }
  pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, widthPixels, heightPixels, 0xffffffff)
  pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, widthPixels, heightPixels, 0, drawAnnotations | redFirst)
  const from = pdfium.FPDFBitmap_GetBuffer(bitmap)
  const stride = pdfium.FPDFBitmap_GetStride(bitmap)
  if (stride !== widthPixels * 4) throw new Error(`rows of ${widthPixels} pixels have ${stride} bytes`)
  // The heap may have moved while drawing: it is looked up now.
  const rgba = pdfium.pdfium.HEAPU8.slice(from, from + stride * heightPixels)
  return { outcome: 'page', widthPixels, heightPixels, rgba }
}

function pixelsOf(widthPoints: number, heightPoints: number): { widthPixels: number; heightPixels: number } {
  const [width, height] = [Math.max(1, widthPoints), Math.max(1, heightPoints)]
  const scale = Math.min(
    dotsPerInch / 72,
    Math.sqrt(maxPagePixels / (width * height)),
    maxPageSidePixels / Math.max(width, height),
  )
  const pixels = (points: number) => Math.max(1, Math.floor(points * scale))
  return { widthPixels: pixels(width), heightPixels: pixels(height) }
}
