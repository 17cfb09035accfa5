/**
 * A PDF 1.7 of one A4 page per list of lines (ISO 32000-1). Chinese needs no font of ours: STSong-Light with UniGB-UCS2-H
 * is one that every PDF reader brings or replaces. Characters beyond the basic plane become a blank square.
 */
export function simplePdf(pages: readonly (readonly string[])[]): Buffer {
  const pageNumbers = pages.map((_, index) => 7 + index * 2)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pageNumbers.map((number) => `${number} 0 R`).join(' ')}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R ' +
      '/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 ' +
      '/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages.flatMap((lines, index) => pageObjects(lines, pageNumbers[index]! + 1)),
  ]
  return assemble(objects)
}

function pageObjects(lines: readonly string[], contentNumber: number): readonly string[] {
  const shown = lines.map((line) => `${shownText(line)} Tj T*`).join('\n')
  const content = `BT 18 TL 60 780 Td\n${shown}\nET`
  return [
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 6 0 R >> >> ' +
      `/Contents ${contentNumber} 0 R >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ]
}

/** Plain ASCII in Helvetica, anything else in the Chinese font. */
function shownText(line: string): string {
  const isAscii = /^[ -~]*$/.test(line)
  return isAscii ? `/F2 12 Tf (${line.replace(/[\\()]/g, '\\$&')})` : `/F1 12 Tf <${hexOf(line)}>`
}

/** UCS-2 as UniGB-UCS2-H wants it. */
function hexOf(line: string): string {
  return [...line]
    .map((character) => (character.codePointAt(0)! > 0xffff ? 0x25a1 : character.codePointAt(0)!))
    .map((code) => code.toString(16).padStart(4, '0'))
    .join('')
}

function assemble(objects: readonly string[]): Buffer {
  let text = '%PDF-1.7\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const startOfTable = text.length
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${startOfTable}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}
