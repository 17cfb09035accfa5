import { readFileSync } from 'node:fs'
import { init } from '@embedpdf/pdfium'
import { lendChineseFont, type PdfiumMemory } from './lend-chinese-font.ts'

/** What every use of PDFium needs (public/fpdfview.h), by its own names; each use adds what it calls. */
export interface PdfiumDocuments {
  readonly pdfium: PdfiumMemory
  PDFiumExt_Init(): void
  FPDF_LoadMemDocument(at: number, length: number, password: string): number
  FPDF_GetPageCount(document: number): number
}

export interface OpenedPdf<Pdfium extends PdfiumDocuments> {
  readonly pdfium: Pdfium
  /** PDFium's handle of the document. */
  readonly document: number
}

let compiled: Promise<WebAssembly.Module> | null = null

/** Opens a PDF in an instance of PDFium of its own, so that nothing of one file is left when the next is opened. */
export async function openInPdfium<Pdfium extends PdfiumDocuments>(
  bytes: Uint8Array,
): Promise<OpenedPdf<Pdfium> | { readonly reason: string }> {
  const pdfium = await startPdfium<Pdfium>()
  const memory = pdfium.pdfium
  const at = memory.wasmExports.malloc(bytes.length)
  if (at === 0) return { reason: 'no memory for the file' }
  memory.HEAPU8.set(bytes, at)
  const document = pdfium.FPDF_LoadMemDocument(at, bytes.length, '')
  return document === 0 ? { reason: 'not read as a PDF' } : { pdfium, document }
}

async function startPdfium<Pdfium extends PdfiumDocuments>(): Promise<Pdfium> {
  compiled ??= WebAssembly.compile(readFileSync(new URL(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm'))))
  const module = await compiled
  const started = (await init({
    // Emscripten's hook: it is told of the instance and returns nothing else of use.
    instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
      WebAssembly.instantiate(module, imports).then(done)
      return {}
    },
  } as never)) as unknown as Pdfium & Parameters<typeof lendChineseFont>[0]
  started.PDFiumExt_Init()
  lendChineseFont(started)
  return started
}
