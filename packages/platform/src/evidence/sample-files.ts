import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** Files for tests, made up here so that nothing in them is anybody's. */

/** Words that a photo or a document carries in its metadata here, and that no reviewer's copy may hold. */
export const originWords = ['Made-up Maker', 'Camera-7', 'Dr. Nobody']

/** A picture of 160 x 120 pixels: its upper left quarter red, the rest blue. */
function drawing() {
  const red = { create: { width: 80, height: 60, channels: 3 as const, background: '#ff0000' } }
  return sharp({ create: { width: 160, height: 120, channels: 3, background: '#3060c0' } }).composite([
    { input: red, left: 0, top: 0 },
  ])
}

/** Whether EXIF has a pointer to GPS data (tag 0x8825 of type LONG, Exif 2.32 section 4.6.3). */
export function hasPlace(bytes: Uint8Array): boolean {
  const found = Buffer.from(bytes)
  return found.includes(Buffer.from([0x25, 0x88, 4, 0])) || found.includes(Buffer.from([0x88, 0x25, 0, 4]))
}

/** A photo taken with the camera turned (EXIF orientation 6), with camera names and a GPS position in its EXIF. */
export function photoWithPlace(format: 'jpeg' | 'png' | 'webp'): Promise<Buffer> {
  return drawing()
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Make: originWords[0]!, Model: originWords[1]!, Artist: originWords[2]! },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '31/1 14/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '121/1 28/1 0/1',
      },
    })
    .toFormat(format)
    .toBuffer()
}

export async function animatedWebp(): Promise<Buffer> {
  const frame = (background: string) =>
    sharp({ create: { width: 20, height: 20, channels: 3, background } })
      .png()
      .toBuffer()
  const frames = [await frame('#ff0000'), await frame('#0000ff')]
  return sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer()
}

export function heicWithPlace(): Buffer {
  return readFileSync(new URL('./fixtures/with-gps.heic', import.meta.url))
}

/** A PNG whose header says `width` x `height`, with a few bytes of pixels: decoders that trust it reserve gigabytes. */
export function pngSaying(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return pngOf([
    ['IHDR', header],
    ['IDAT', deflateSync(Buffer.alloc(1000))],
    ['IEND', Buffer.alloc(0)],
  ])
}

/** A PNG that announces two frames. */
export function animatedPng(): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
  return pngOf([
    ['IHDR', header],
    ['acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])],
    ['IDAT', deflateSync(Buffer.alloc(4))],
    ['IEND', Buffer.alloc(0)],
  ])
}

function pngOf(chunks: readonly (readonly [string, Buffer])[]): Buffer {
  const written = chunks.map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const chunk = Buffer.alloc(body.length + 8)
    chunk.writeUInt32BE(data.length, 0)
    chunk.set(body, 4)
    chunk.writeUInt32BE(crc32(body), body.length + 4)
    return chunk
  })
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...written])
}

/** Objects of a PDF by number from 1; object 1 is the catalog. Text or, for a stream, dictionary and bytes. */
export type PdfObjects = readonly (string | { readonly dictionary: string; readonly bytes: Buffer })[]

/** Writes a PDF 1.7 with a right cross-reference table. `trailer` is added to the trailer's dictionary. */
export function pdfOf(objects: PdfObjects, trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')]
  let at = parts[0]!.length
  const offsets = objects.map((object, index) => {
    const body =
      typeof object === 'string'
        ? [Buffer.from(object, 'latin1')]
        : [
            Buffer.from(`<< ${object.dictionary} /Length ${object.bytes.length} >>\nstream\n`, 'latin1'),
            object.bytes,
            Buffer.from('\nendstream'),
          ]
    const written = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), ...body, Buffer.from('\nendobj\n')])
    parts.push(written)
    at += written.length
    return at - written.length
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\n` +
        `startxref\n${at}\n%%EOF\n`,
      'latin1',
    ),
  )
  return Buffer.concat(parts)
}

/** A report of `pages` pages, each with the words "Page <number>". */
export function pdfReport(pages: number): Buffer {
  const kids = Array.from({ length: pages }, (_, index) => `${4 + index * 2} 0 R`).join(' ')
  const objects: PdfObjects[number][] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  for (let page = 1; page <= pages; page += 1) {
    const contents = `${objects.length + 2} 0 R`
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents ${contents} /Resources << /Font << /F 3 0 R >> >> >>`,
    )
    const text = deflateSync(Buffer.from(`BT /F 12 Tf 20 100 Td (Page ${page}) Tj ET`))
    objects.push({ dictionary: '/Filter /FlateDecode', bytes: text })
  }
  return pdfOf(objects)
}

/** A report of one page whose compressed stream unfolds to `length` zero bytes, `nesting` times compressed. */
export function pdfUnfolding(length: number, nesting = 1): Buffer {
  let bytes = Buffer.alloc(length, 0x20)
  for (let level = 0; level < nesting; level += 1) bytes = deflateSync(bytes)
  const filters = Array.from({ length: nesting }, () => '/FlateDecode').join(' ')
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>',
    { dictionary: `/Filter [${filters}]`, bytes },
  ])
}

/** One page with everything in it that a reviewer must not meet: scripts, links, files, authors, a photo's place. */
export async function pdfWithBaggage(): Promise<Buffer> {
  const photo = await photoWithPlace('jpeg')
  const xmp = `<x:xmpmeta><creator>${originWords[2]}</creator></x:xmpmeta>`
  return pdfOf(
    [
      '<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R /OpenAction 6 0 R /Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >> >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /AA << /O 6 0 R >> /PieceInfo << /X (${originWords[0]}) >>
        /Resources << /XObject << /I 9 0 R >> >> /Annots [10 0 R 11 0 R] >>`,
      { dictionary: '', bytes: Buffer.from('q 160 0 0 120 0 0 cm /I Do Q') },
      { dictionary: '/Type /Metadata /Subtype /XML', bytes: Buffer.from(xmp) },
      '<< /S /JavaScript /JS (app.alert\\(1\\)) >>',
      '<< /Type /Filespec /F (a.exe) /EF << /F 8 0 R >> >>',
      { dictionary: '/Type /EmbeddedFile', bytes: Buffer.from('MZ attached program') },
      {
        dictionary: `/Type /XObject /Subtype /Image /Width 160 /Height 120 /ColorSpace /DeviceRGB /BitsPerComponent 8
          /Filter /DCTDecode /Metadata 5 0 R`,
        bytes: photo,
      },
      '<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://tracker.invalid/) >> >>',
      `<< /Type /Annot /Subtype /Stamp /Rect [0 0 50 50] /T (${originWords[2]}) /P 3 0 R /A 6 0 R /Contents (seal) >>`,
      `<< /Author (${originWords[2]}) /Producer (${originWords[0]}) >>`,
    ],
    '/Info 12 0 R',
  )
}

/** A ZIP with one stored file. */
export function zipFile(): Buffer {
  const data = Buffer.from('alert(1)')
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt32LE(crc32(data), 10)
  fields.writeUInt32LE(data.length, 14)
  fields.writeUInt32LE(data.length, 18)
  fields.writeUInt16LE(4, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from('a.js'), data])
  const directory = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    fields,
    Buffer.alloc(14),
    Buffer.from('a.js'),
  ])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, directory, end])
}

/** A photographed page of print, in noise that no compression makes small; `blur` is how far out of focus, in pixels. */
export async function photoOfPage(number: number, { blur = 0 } = {}): Promise<Buffer> {
  const width = 1_200
  const height = 1_600
  const lines = Array.from(
    { length: 24 },
    (_, line) =>
      `<text x="80" y="${120 + line * 60}" font-size="34">${number}.${line} Made-up paper ${'abc def '.repeat(4)}</text>`,
  )
  const print = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${lines.join('')}</svg>`
  const noise = { type: 'gaussian', mean: 225, sigma: 12 } as const
  const paper = sharp({ create: { width, height, channels: 3, background: '#fff', noise } })
  const page = await paper
    .composite([{ input: Buffer.from(print) }])
    .png()
    .toBuffer()
  return (blur > 0 ? sharp(page).blur(blur) : sharp(page)).jpeg({ quality: 90 }).toBuffer()
}
