import { readFileSync } from 'node:fs'

/** What Emscripten gives out of an instance. */
export interface PdfiumMemory {
  readonly wasmExports: { malloc(bytes: number): number }
  readonly HEAPU8: Uint8Array
  setValue(at: number, value: number, type: 'i32'): void
  addFunction(work: (...given: number[]) => number | undefined, signature: string): number
}

/** Character sets of Windows, by which PDFium asks for a font: Japanese, Korean, simplified and traditional Chinese. */
const chineseCharacterSets = new Set([128, 129, 134, 136])
const simplifiedChinese = 134
/** Any number that is not 0: PDFium asks about the font by it. */
const theFont = 1

let font: Buffer | null = null

/**
 * Gives an instance of PDFium one font (Noto Sans, simplified Chinese) for texts whose font is not in the file: reports
 * often only name SimSun, and would be blank. Latin fonts PDFium has in itself. Fonts of the machine are not used, so that
 * a page is drawn the same everywhere. Source: FPDF_SYSFONTINFO, version 1, in PDFium's public/fpdf_sysfontinfo.h.
 */
export function lendChineseFont(instance: {
  readonly pdfium: PdfiumMemory
  FPDF_SetSystemFontInfo(at: number): void
}): void {
  const memory = instance.pdfium
  // Each has a function of its own: one that is added twice keeps its first signature.
  const callbacks = [
    memory.addFunction(() => undefined, 'vi'), // Release
    memory.addFunction(() => undefined, 'vii'), // EnumFonts
    memory.addFunction((_self, _weight, _italic, set) => (chineseCharacterSets.has(set!) ? theFont : 0), 'iiiiiiii'),
    memory.addFunction(() => 0, 'iii'), // GetFont, by name only
    memory.addFunction((_self, _font, table, at, size) => copyTable(memory, table!, at!, size!), 'iiiiii'),
    memory.addFunction(() => 0, 'iiiii'), // GetFaceName
    memory.addFunction(() => simplifiedChinese, 'iii'), // GetFontCharset
    memory.addFunction(() => undefined, 'vii'), // DeleteFont
  ]
  const structure = memory.wasmExports.malloc(4 * (callbacks.length + 1))
  const version = 1
  for (const [index, value] of [version, ...callbacks].entries()) memory.setValue(structure + 4 * index, value, 'i32')
  instance.FPDF_SetSystemFontInfo(structure)
}

/** Copies a table of the font, or for table 0 all of it, to where it fits; returns its length. */
function copyTable(memory: PdfiumMemory, table: number, at: number, size: number): number {
  font ??= readFileSync(new URL('../fonts/NotoSansHans-Regular.otf', import.meta.resolve('@embedpdf/fonts-sc')))
  const bytes = table === 0 ? font : tableOf(font, table >>> 0)
  if (!bytes) return 0
  if (at !== 0 && size >= bytes.length) memory.HEAPU8.set(bytes, at)
  return bytes.length
}

/** A table of an OpenType font (ISO/IEC 14496-22, table directory) by its four letters as a number. */
function tableOf(file: Buffer, tag: number): Buffer | null {
  const tables = file.readUInt16BE(4)
  for (let index = 0; index < tables; index += 1) {
    const record = 12 + 16 * index
    if (file.readUInt32BE(record) !== tag) continue
    const offset = file.readUInt32BE(record + 8)
    return file.subarray(offset, offset + file.readUInt32BE(record + 12))
  }
  return null
}
