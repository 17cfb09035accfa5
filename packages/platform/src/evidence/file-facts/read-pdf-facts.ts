import type { PdfTraces } from '@tongzhou/core'
import type { DecodeResult } from '../decode-worker.ts'
import { openInPdfium, type PdfiumDocuments } from '../start-pdfium.ts'
import { instantOfPdfDate } from './metadata-dates.ts'
import { countMixedFontLines, type ShownCharacter } from './mixed-font-lines.ts'

/** What is used of PDFium (public/fpdf_text.h, fpdf_doc.h, fpdf_signature.h), by its own names. */
interface Pdfium extends PdfiumDocuments {
  FPDF_GetMetaText(document: number, tag: string, at: number, bytes: number): number
  FPDF_GetSignatureCount(document: number): number
  FPDF_GetTrailerEnds(document: number, at: number, length: number): number
  FPDF_LoadPage(document: number, index: number): number
  FPDF_ClosePage(page: number): void
  FPDFText_LoadPage(page: number): number
  FPDFText_ClosePage(text: number): void
  FPDFText_CountChars(text: number): number
  FPDFText_GetUnicode(text: number, index: number): number
  FPDFText_GetCharOrigin(text: number, index: number, x: number, y: number): boolean
  FPDFText_GetFontInfo(text: number, index: number, at: number, bytes: number, flags: number): number
}

/** Pages and characters that are read; reports of a stay have fewer, and what comes after them is not looked at. */
const maxPagesRead = 30
const maxCharactersRead = 40_000
/** Room for a name of a font or a text of the document's information. */
const roomBytes = 2_048

/** Reads what a PDF says and how it came about: its text, its information, its saves, the fonts of each line. */
export async function readPdfFacts(bytes: Uint8Array): Promise<DecodeResult> {
  try {
    const opened = await openInPdfium<Pdfium>(bytes)
    if ('reason' in opened) return { outcome: 'damaged', reason: opened.reason }
    const { document, pdfium } = opened
    const room = pdfium.pdfium.wasmExports.malloc(roomBytes)
    const characters = readCharacters(pdfium, document, room)
    const traces: PdfTraces = {
      ...readInformation(pdfium, document, room),
      saves: Math.max(1, endsOf(pdfium, document, bytes) - (isLinearized(bytes) ? 1 : 0)),
      signatures: Math.max(0, pdfium.FPDF_GetSignatureCount(document)),
      mixedFontLines: countMixedFontLines(characters),
    }
    return { outcome: 'pdf-facts', text: characters.map(({ character }) => character).join(''), traces }
  } catch (fault) {
    return { outcome: 'damaged', reason: fault instanceof Error ? fault.message : String(fault) }
  }
}

/** How often the file ends (ISO 32000-2, 7.5.5). PDFium sees none that a program wrote no new line behind. */
function endsOf(pdfium: Pdfium, document: number, bytes: Uint8Array): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const unseen = text.match(/startxref\s+\d+\s+%%EOF(?![\r\n])/g)?.length ?? 0
  return unseen + pdfium.FPDF_GetTrailerEnds(document, 0, 0)
}

/** A linearized file (ISO 32000-2, annex F) says so in its first kilobyte, and ends twice when saved once. */
function isLinearized(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(0, 1024).includes('/Linearized')
}

function readInformation(pdfium: Pdfium, document: number, room: number) {
  const textOf = (tag: string) => {
    const length = pdfium.FPDF_GetMetaText(document, tag, room, roomBytes)
    if (length <= 2 || length > roomBytes) return null
    return Buffer.from(pdfium.pdfium.HEAPU8.slice(room, room + length - 2)).toString('utf16le')
  }
  return {
    producer: textOf('Producer'),
    creator: textOf('Creator'),
    createdAt: instantOfPdfDate(textOf('CreationDate')),
    changedAt: instantOfPdfDate(textOf('ModDate')),
  }
}

function readCharacters(pdfium: Pdfium, document: number, room: number): readonly ShownCharacter[] {
  const characters: ShownCharacter[] = []
  const pages = Math.min(maxPagesRead, pdfium.FPDF_GetPageCount(document))
  for (let index = 0; index < pages && characters.length < maxCharactersRead; index += 1) {
    const page = pdfium.FPDF_LoadPage(document, index)
    const text = page === 0 ? 0 : pdfium.FPDFText_LoadPage(page)
    if (text !== 0) readPage(pdfium, text, index, room, characters)
    if (text !== 0) pdfium.FPDFText_ClosePage(text)
    if (page !== 0) pdfium.FPDF_ClosePage(page)
    characters.push({ character: '\n', page: index, line: Number.NaN, font: '' })
  }
  return characters
}

function readPage(pdfium: Pdfium, text: number, page: number, room: number, characters: ShownCharacter[]): void {
  const count = Math.min(pdfium.FPDFText_CountChars(text), maxCharactersRead - characters.length)
  for (let index = 0; index < count; index += 1) {
    const code = pdfium.FPDFText_GetUnicode(text, index)
    const isText = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    const placed = pdfium.FPDFText_GetCharOrigin(text, index, room, room + 8)
    const { HEAPU8 } = pdfium.pdfium
    const line = placed ? new DataView(HEAPU8.buffer, HEAPU8.byteOffset).getFloat64(room + 8, true) : Number.NaN
    const length = pdfium.FPDFText_GetFontInfo(text, index, room + 16, roomBytes - 16, 0)
    const named = length > 1 && length <= roomBytes - 16
    const font = named ? Buffer.from(HEAPU8.slice(room + 16, room + 15 + length)).toString('utf8') : ''
    characters.push({ character: isText ? String.fromCodePoint(code) : ' ', page, line, font })
  }
}
