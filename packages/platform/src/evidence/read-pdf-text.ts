import type { DecodeResult } from './decode-worker.ts'
import { openInPdfium, type PdfiumDocuments } from './start-pdfium.ts'

/** What is used of PDFium (public/fpdf_text.h), by its own names. */
interface Pdfium extends PdfiumDocuments {
  FPDF_LoadPage(document: number, index: number): number
  FPDF_ClosePage(page: number): void
  FPDFText_LoadPage(page: number): number
  FPDFText_ClosePage(text: number): void
  FPDFText_CountChars(text: number): number
  FPDFText_GetUnicode(text: number, index: number): number
}

/** Characters of one page that are kept: a page of small print has 8,000. Without it one page of layers fills the answer. */
const maxCharactersOfPage = 40_000

/** The text of a PDF, page by page, in the order in which the file has it; empty for pages that are pictures. */
export async function readPdfText(bytes: Uint8Array): Promise<DecodeResult> {
  try {
    const opened = await openInPdfium<Pdfium>(bytes)
    if ('reason' in opened) return { outcome: 'damaged', reason: opened.reason }
    const { document, pdfium } = opened
    const pages = Array.from({ length: pdfium.FPDF_GetPageCount(document) }, (_, index) =>
      textOfPage(pdfium, pdfium.FPDF_LoadPage(document, index)),
    )
    return { outcome: 'text', pages }
  } catch (fault) {
    // WebAssembly ends with a fault where a file leads it astray or takes all memory.
    return { outcome: 'damaged', reason: fault instanceof Error ? fault.message : String(fault) }
  }
}

function textOfPage(pdfium: Pdfium, page: number): string {
  if (page === 0) return ''
  const text = pdfium.FPDFText_LoadPage(page)
  const count = text === 0 ? 0 : Math.min(maxCharactersOfPage, pdfium.FPDFText_CountChars(text))
  const characters = Array.from({ length: count }, (_, index) => {
    const code = pdfium.FPDFText_GetUnicode(text, index)
    const isText = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    return isText ? String.fromCodePoint(code) : ' '
  })
  if (text !== 0) pdfium.FPDFText_ClosePage(text)
  pdfium.FPDF_ClosePage(page)
  return characters.join('')
}
