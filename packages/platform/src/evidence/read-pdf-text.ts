import { getResolvedPDFJS } from 'unpdf'
import type { DecodeResult } from './decode-worker.ts'

/** Characters of one page that are kept: a page of small print has 8,000. Without it one page of layers fills the answer. */
const maxCharactersOfPage = 40_000

/** The text of a PDF, page by page, in the order in which the file has it; empty for pages that are pictures. */
export async function readPdfText(bytes: Uint8Array): Promise<DecodeResult> {
  const pdfjs = await getResolvedPDFJS()
  const task = pdfjs.getDocument({
    // pdf.js takes the buffer away from whoever gives it.
    data: Uint8Array.from(bytes),
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    verbosity: 0,
  })
  try {
    const pdf = await task.promise
    const pages: string[] = []
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await pdf.getPage(number)
      const { items } = await page.getTextContent()
      const text = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('')
      pages.push(text.slice(0, maxCharactersOfPage).toWellFormed())
      page.cleanup()
    }
    return { outcome: 'text', pages }
  } catch (fault) {
    return { outcome: 'damaged', reason: fault instanceof Error ? fault.message : String(fault) }
  } finally {
    await task.destroy()
  }
}
